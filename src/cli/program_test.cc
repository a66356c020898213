// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/file.h"
#include "base/test_environment.h"
#include "cli/console.h"
#include "cli/profile_table.h"
#include "cli/shared.h"
#include "cli/sniff.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

// Exit status and standard error of one command line.
std::pair<int, std::string> RunLine(const std::vector<std::string>& args) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int status = RunProgram(args);
  testing::internal::GetCapturedStdout();
  return {status, testing::internal::GetCapturedStderr()};
}

TEST(Program, SaysWhatIsWrongWithACommandLineInOneLine) {
  EXPECT_EQ(RunLine({}),
            std::pair(2, std::string("burin: bad-usage: no verb given; "
                                     "see burin --help\n")));
  EXPECT_EQ(
      RunLine({"compil"}).second,
      "burin: bad-usage: unknown verb 'compil'; the nearest is compile\n");
  EXPECT_EQ(RunLine({"compile", "--frobnicate=1"}).second,
            "burin: bad-usage: compile: unknown option --frobnicate\n");
  EXPECT_EQ(RunLine({"compile", "--model=x"}).second,
            "burin: bad-usage: compile: option --output is required\n");
  EXPECT_EQ(RunLine({"compile", "--model=x", "--output=od/"}).second,
            "burin: bad-usage: option --output: 'od/' given, the name of a "
            "plate expected\n");
  EXPECT_EQ(RunLine({"infer", "-m", "x", "-o", ""}).second,
            "burin: bad-usage: infer: option -o: '' given, DIR expected\n");
  EXPECT_EQ(RunLine({"demo-data", ""}).second,
            "burin: bad-usage: demo-data: argument 1 is empty\n");
  EXPECT_EQ(RunLine({"infer", "--model=x", "--output_dirname=a"}).second,
            "burin: bad-usage: --output_dirname cannot be used without "
            "--output\n");
}

TEST(Program, RefusesACapThatIsNoInstructionSetButStillHelps) {
  const TestVariable cap("BURIN_MAX_ISA", "AVX2");
  for (const Verb* verb : AllVerbs()) {
    EXPECT_EQ(RunLine({std::string(verb->name), "--help"}).first, 0);
  }
  EXPECT_EQ(RunLine({"inspect", "/nothere"}),
            std::pair(2, std::string("burin: bad-usage: BURIN_MAX_ISA: 'AVX2' "
                                     "is none of scalar, avx2, avx512, "
                                     "avx512_bf16\n")));
}

TEST(Program, NamesAMissingFileAndEndsWith1) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"export", "-c", "/nothere.pth", "-o", "/tmp/x.onnx"},
           {"compile", "--model=/nothere.onnx", "--output=/tmp/x"},
           {"infer", "--model=/nothere.plate"},
           {"evaluate", "--result-dir=/nothere", "--n=1"},
           {"bench", "/nothere.onnx"},
           {"inspect", "/nothere"},
           {"preprocess", "--data-root=/nothere", "--save-dir=/tmp/x"}}) {
    const auto [status, text] = RunLine(args);
    EXPECT_EQ(status, 1) << args[0];
    EXPECT_THAT(text, HasSubstr("burin: not-found: /nothere")) << args[0];
  }
}

TEST(Program, RefusesBeforeTheWorkWhatBenchCannotDo) {
  const auto refusal = [](std::vector<std::string> args) {
    args.insert(args.begin(), {"bench", "/nothere.onnx"});
    return RunLine(args).second;
  };
  EXPECT_THAT(refusal({"--seconds=-1"}), HasSubstr("--seconds -1: no less"));
  EXPECT_THAT(refusal({"--batch=1,4,1"}), HasSubstr("1 is there twice"));
  EXPECT_THAT(refusal({"--html=/nothere/page.html"}),
              HasSubstr("burin: not-found: /nothere/page.html: create: "));
  EXPECT_THAT(refusal({"--html=/proc/page.html"}),
              HasSubstr("/proc/page.html: create: "));
}

TEST(Program, NotesMoreThreadsThanThereAre) {
  EXPECT_THAT(RunLine({"bench", "/nothere.onnx", "--threads=1024"}).second,
              HasSubstr("note: --threads 1024: "));
}

TEST(Program, RefusesAFolderInThePlaceOfLabels) {
  const auto [status, text] = RunLine({"preprocess", "--data-root=/nothere",
                                       "--save-dir=/tmp/x", "--gt-path=/tmp"});
  EXPECT_EQ(status, 2);
  EXPECT_THAT(text, HasSubstr("--gt-path /tmp: a folder is there"));
}

TEST(Program, HelpOfEveryVerbFitsAScreen) {
  for (const Verb* verb : AllVerbs()) {
    const std::string help = VerbHelp(*verb);
    std::istringstream lines(help);
    size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_LE(line.size(), 80u) << verb->name << ": " << line;
    }
    EXPECT_LE(count, 48u) << verb->name;
    EXPECT_THAT(help, HasSubstr("usage: burin " + std::string(verb->name)));
    EXPECT_EQ(RunLine({std::string(verb->name), "--help"}).first, 0);
  }
}

TEST(OneLine, EscapesWhatCouldForgeALine) {
  EXPECT_EQ(OneLine("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f");
  EXPECT_EQ(OneLine("\u00e9"), "\u00e9");
}

TEST(ExitStatus, TellsUsageFromFailure) {
  EXPECT_EQ(ExitStatus({ErrorCode::kBadUsage, ""}), 2);
  EXPECT_EQ(ExitStatus({ErrorCode::kIo, ""}), 1);
}

TEST(PlatePath, EndsInPlateOnce) {
  EXPECT_EQ(PlatePath("net_bs4"), "net_bs4.plate");
  EXPECT_EQ(PlatePath("net_bs4.om"), "net_bs4.plate");
  EXPECT_EQ(PlatePath("net_bs4.plate"), "net_bs4.plate");
  EXPECT_EQ(PlatePath("v1.2/net"), "v1.2/net.plate");
}

TEST(SummaryPath, LiesBesideTheFolder) {
  EXPECT_EQ(SummaryPath("out/run"), "out/run_summary.json");
  EXPECT_EQ(SummaryPath("out/run//"), "out/run_summary.json");
}

TEST(SplitCommas, LeavesOutEmptyNames) {
  EXPECT_EQ(SplitCommas("a,,b,"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(SplitCommas("").empty());
}

TEST(TimestampName, HasTheGuidesForm) {
  const std::string name = TimestampName();
  ASSERT_EQ(name.size(), 19u);
  EXPECT_EQ(name.substr(0, 2), "20");
  EXPECT_EQ(name[4], '_');
  EXPECT_EQ(name[10], '-');
  EXPECT_EQ(name[13], '_');
}

TEST(Sniff, GoesByContent) {
  const auto sniff = [](std::string_view text) {
    return SniffBytes(AsBytes(text));
  };
  EXPECT_EQ(sniff("PK\x03\x04rest"), FileKind::kCheckpoint);
  EXPECT_EQ(sniff("\x80\x02}q"), FileKind::kCheckpoint);
  EXPECT_EQ(sniff(std::string_view("\x40\0\0\0\0\0\0\0{\"", 10)),
            FileKind::kCheckpoint);
  EXPECT_EQ(sniff("BURINPLT"), FileKind::kPlate);
  EXPECT_EQ(sniff("\x08\x07\x12\x07pytorch"), FileKind::kOnnx);
  EXPECT_EQ(sniff(""), FileKind::kOnnx);
}

TEST(ProfileTable, PutsTheSlowestStepFirstAndTotalsAgainstThePeak) {
  MeasuredProfile profile;
  profile.isa = "avx2";
  profile.threads = 2;
  profile.batch = 2;
  profile.peaks = {{"fp32", 1000}};
  profile.run.runs = 3;
  profile.run.milliseconds = 5;
  profile.run.busy = {0.5, 1};
  profile.run.steps.resize(2);
  StepProfile& product = profile.run.steps[0];
  product.op = "MatMul";
  product.kernel = "avx2";
  product.product = "2x3x4";
  product.precision = "fp32";
  product.milliseconds = 1;
  product.gflop = 0.5;
  product.bytes = 1000;
  StepProfile& other = profile.run.steps[1];
  other.op = "Softmax";
  other.kernel = "reference";
  other.shape = "1x2";
  other.precision = "fp32";
  other.milliseconds = 3;
  const std::string table = ProfileTable(profile);
  EXPECT_LT(table.find("Softmax"), table.find("MatMul"));
  EXPECT_THAT(table, ContainsRegex("MatMul +avx2 +fp32 +2x3x4 +1.000 +25.0% "
                                   "+0.0% +500.0 +50.0% +0.0 +0.0"));
  EXPECT_THAT(table, ContainsRegex("Softmax +reference +- +-> 1x2 +3.000 "
                                   "+75.0% +0.0% +- +- "));
  EXPECT_THAT(table,
              HasSubstr("total 5.000 ms for 2 images (median of 3 runs; the "
                        "steps 4.000 ms), 0.250 GFLOP an image, 100.0 "
                        "GFLOP/s, 10.0 % of the peak\n"
                        "peak 1000.0 GFLOP/s of fp32: multiply-adds on "
                        "registers, avx2, 2 threads\n"));
  EXPECT_THAT(table, HasSubstr("threads busy 75.0 %: 50.0 100.0\n"));
}

TEST(ProfileTable, HoldsStepsOfTwoPrecisionsAgainstTheirOwnPeaks) {
  MeasuredProfile profile;
  profile.isa = "avx512_bf16";
  profile.threads = 1;
  profile.peaks = {{"fp32", 100}, {"int8", 400}};
  profile.run.milliseconds = 20;
  for (const char* precision : {"fp32", "int8"}) {
    StepProfile& step = profile.run.steps.emplace_back();
    step.op = "MatMul";
    step.kernel = "avx512_bf16";
    step.product = "2x3x4";
    step.precision = precision;
    step.milliseconds = 8;
    step.gflop = 0.4;
  }
  const std::string table = ProfileTable(profile);
  EXPECT_THAT(table, ContainsRegex(" fp32 +2x3x4 .* 50.0 +50.0% "));
  EXPECT_THAT(table, ContainsRegex(" int8 +2x3x4 .* 50.0 +12.5% "));
  // The sums by op.
  EXPECT_THAT(table, ContainsRegex(" fp32 +1 +8.000 .* 50.0 +50.0% "));
  EXPECT_THAT(table, ContainsRegex(" int8 +1 +8.000 .* 50.0 +12.5% "));
  // 4 and 1 ms of 20.
  EXPECT_THAT(table, HasSubstr(" 25.0 % of the peaks\n"
                               "peaks 100.0 GFLOP/s of fp32, 400.0 GFLOP/s of "
                               "int8: multiply-adds on registers, "
                               "avx512_bf16, 1 thread; of the total: "));
}

}  // namespace
}  // namespace burin::cli
