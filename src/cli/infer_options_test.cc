// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/infer_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "thread/topology.h"

namespace burin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Result<Arguments> Parse(std::vector<std::string> args) {
  args.insert(args.begin(), {"--model", "m.plate"});
  return ParseArguments(kInferOptions, 0, args);
}

Result<InferRequest> Request(const std::vector<std::string>& args) {
  BURIN_ASSIGN(const Arguments parsed, Parse(args));
  return InferRequestOf(parsed);
}

std::string Refusal(const std::vector<std::string>& args) {
  const auto request = Request(args);
  if (request.ok()) return "accepted";
  EXPECT_EQ(request.error().code, ErrorCode::kBadUsage);
  return request.error().message;
}

struct Spelling {
  const char* name;   // in burin's table
  const char* value;  // empty: a flag
  std::vector<std::string> spellings;
};

// The option set of the older tool in its three forms: a script, a Python
// module, and a verb of a larger tool.
const std::vector<Spelling> kAccepted = {
    {"input", "a.bin,b.bin", {"--input", "-i"}},
    {"output", "out", {"--output", "-o"}},
    {"output_dirname",
     "x",
     {"--output_dirname", "-od", "--output-dirname", "--output_dir"}},
    {"outfmt", "NPY", {"--outfmt"}},
    {"loop", "3", {"--loop", "-l", "-r"}},
    {"debug", "", {"--debug"}},
    {"device", "2", {"--device", "-d", "--device_id", "--device-id"}},
    {"batchsize", "8", {"--batchsize", "--batch-size"}},
    {"pure_data_type",
     "random",
     {"--pure_data_type", "-pdt", "--pure-data-type"}},
    {"profile", "", {"--profiler", "-pf"}},
    {"profiler_rename", "", {"--profiler_rename", "--profiler-rename"}},
    {"dump", "", {"--dump"}},
    {"dump_npy", "", {"--dump_npy", "--dump-npy"}},
    {"acl_json_path", "a.json", {"--acl_json_path", "-acl", "--acl-json-path"}},
    {"output_batchsize_axis",
     "1",
     {"--output_batchsize_axis", "-oba", "--output-batchsize-axis"}},
    {"run_mode", "full", {"--run_mode", "-rm", "--run-mode"}},
    {"display_all_summary",
     "",
     {"--display_all_summary", "-das", "--display-all-summary"}},
    {"warmup_count", "0", {"--warmup_count", "--warmup-count", "-wcount"}},
    {"energy_consumption",
     "",
     {"--energy_consumption", "-ec", "--energy-consumption"}},
    {"npu_id", "1", {"--npu_id", "--npu-id"}},
    {"pipeline", "", {"--pipeline"}},
    {"threads", "2", {"--threads"}},
    {"infer_queue_count", "20", {"--infer_queue_count"}},
    {"divide_input", "", {"--divide_input", "--divide-input"}},
    {"outputSize", "100,200", {"--outputSize", "-outsize", "--output-size"}},
    {"auto_set_dymshape_mode",
     "",
     {"--auto_set_dymshape_mode", "-asdsm", "--auto-set-dymshape-mode"}},
    {"auto_set_dymdims_mode",
     "",
     {"--auto_set_dymdims_mode", "-asddm", "--auto-set-dymdims-mode"}},
    {"dymBatch", "4", {"--dymBatch", "-db", "--dym-batch"}},
    {"dymHW", "224,224", {"--dymHW", "-dhw", "--dym-hw"}},
    {"dymDims", "x:1", {"--dymDims", "-dd", "--dym-dims"}},
    {"dymShape", "x:1", {"--dymShape", "-ds", "--dym-shape"}},
};

const std::vector<Spelling> kRefused = {
    {"dymShape_range",
     "x:1~2",
     {"--dymShape_range", "-dr", "--dym-shape-range"}},
    {"aipp_config", "a.config", {"--aipp_config", "-aipp", "--aipp-config"}},
    {"backend", "trtexec", {"--backend"}},
    {"perf", "", {"--perf"}},
};

TEST(InferOptions, TakesThreeSpellingsOfEachOption) {
  for (const Spelling& option : kAccepted) {
    for (const std::string& spelling : option.spellings) {
      const bool flag = *option.value == '\0';
      const auto apart =
          flag ? Parse({spelling}) : Parse({spelling, option.value});
      ASSERT_TRUE(apart.ok()) << spelling << ": " << apart.error().message;
      EXPECT_TRUE(apart->Has(option.name)) << spelling;
      EXPECT_EQ(apart->Text(option.name), flag ? "yes" : option.value);
      const auto joined =
          Parse({StrCat(spelling, "=", flag ? "1" : option.value)});
      ASSERT_TRUE(joined.ok()) << spelling << ": " << joined.error().message;
      EXPECT_TRUE(joined->Has(option.name)) << spelling;
    }
  }
  for (const char* model : {"--model", "-m", "--om", "-om", "--om-model"}) {
    const std::vector<std::string> args = {model, "net.om"};
    const auto parsed = ParseArguments(kInferOptions, 0, args);
    ASSERT_TRUE(parsed.ok()) << model;
    EXPECT_EQ(parsed->Text("model"), "net.om");
  }
}

TEST(InferOptions, RefusesWithAReasonWhatAPlateHasNot) {
  for (const Spelling& option : kRefused) {
    for (const std::string& spelling : option.spellings) {
      const auto parsed = *option.value == '\0'
                              ? Parse({spelling})
                              : Parse({spelling, option.value});
      ASSERT_FALSE(parsed.ok()) << spelling;
      EXPECT_THAT(parsed.error().message, HasSubstr(spelling));
    }
  }
}

TEST(InferOptions, RefusesWordsThatAreNoChoice) {
  EXPECT_FALSE(Parse({"--outfmt", "npy"}).ok());
  EXPECT_FALSE(Parse({"--run_mode", "fast"}).ok());
  EXPECT_FALSE(Parse({"--loop", "0"}).ok());
  EXPECT_FALSE(Parse({"--limit", "0"}).ok());
  EXPECT_FALSE(Parse({"--streams", "0"}).ok());
}

TEST(InferRequest, SelectsFiles) {
  const auto request = Request({"-i", "bins", "--list=l.txt", "--limit=5"});
  ASSERT_TRUE(request.ok());
  EXPECT_TRUE(request->has_files);
  EXPECT_EQ(request->files.input, "bins");
  EXPECT_EQ(request->files.list, "l.txt");
  EXPECT_EQ(request->files.limit, 5u);
  EXPECT_TRUE(Request({"--list=l.txt"})->has_files);
  EXPECT_FALSE(Request({})->has_files);
  EXPECT_EQ(Refusal({"--limit=5"}), "--limit needs --input");
}

TEST(InferRequest, SharesThreadsBetweenStreams) {
  const auto request = Request({"--threads=8", "--streams=2"});
  EXPECT_EQ(request->session.threads, std::min(8, UsableThreads()));
  EXPECT_EQ(request->session.streams, 2);
  EXPECT_EQ(request->run.streams, 0);
}

TEST(InferRequest, TakesThreadsOfAPipelineAsStreams) {
  const auto request = Request({"--pipeline=true", "--threads=3"});
  EXPECT_EQ(request->session.threads, 0);
  EXPECT_EQ(request->session.streams, 3);
  EXPECT_EQ(Request({"--pipeline"})->session.streams, 1);
}

TEST(InferRequest, TakesSeveralDevices) {
  const auto request = Request({"--device=4,6,7", "--divide_input=1"});
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(request->devices, ElementsAre(4, 6, 7));
  EXPECT_TRUE(request->divide_input);
  EXPECT_EQ(request->session.streams, 1);
  EXPECT_THAT(Request({"--device=3"})->devices, IsEmpty());
  for (const char* bad : {"256", "-1", "0,x", ",", "0x1"}) {
    EXPECT_THAT(Refusal({StrCat("--device=", bad)}), HasSubstr("--device"));
  }
}

TEST(InferRequest, HasATimeForItsExecutions) {
  EXPECT_EQ(Request({"--duration=2.5"})->run.duration_seconds, 2.5);
  EXPECT_EQ(Request({})->run.duration_seconds, 0);
  EXPECT_THAT(Refusal({"--duration=0"}), HasSubstr("more than 0"));
  EXPECT_EQ(Request({"--warmup_duration=1"})->run.warmup_seconds, 1);
  EXPECT_EQ(Request({"--warmup=7"})->run.warmup_count, 7);
  EXPECT_THAT(Refusal({"--warmup_duration=-1"}), HasSubstr("0 or more"));
}

TEST(InferRequest, RefusesOptionsThatNeedAnother) {
  EXPECT_EQ(Refusal({"--dump"}), "--dump needs --output");
  EXPECT_EQ(Refusal({"--dump_npy", "-o", "x"}),
            "--dump_npy cannot be used without --dump");
  EXPECT_EQ(Refusal({"--dump", "--dump_npy", "-o", "x"}), "accepted");
  EXPECT_EQ(Refusal({"--shard=1/2"}), "--shard needs --input");
  EXPECT_THAT(Refusal({"--resume=x"}), HasSubstr("needs --input"));
  EXPECT_THAT(Refusal({"-o", "x", "-od", "/y"}), HasSubstr("absolute path"));
}

TEST(InferRequest, RefusesTwoReportsOnStandardOutput) {
  EXPECT_EQ(Refusal({"--trace", "-", "--json"}),
            "--trace -: the summary goes to standard output");
  EXPECT_EQ(Refusal({"--trace", "-"}), "accepted");
  EXPECT_EQ(Refusal({"--trace", "t.json", "--json"}), "accepted");
}

TEST(SideFolder, LiesBesideTheResultFolders) {
  EXPECT_EQ(SideFolder("out/run/", "dump"), "out/dump/run");
  EXPECT_EQ(SideFolder("/out/run", "dump"), "/out/dump/run");
  EXPECT_EQ(SideFolder("run", "profiler"), "profiler/run");
}

TEST(ResultFolder, IsTheNameInTheOutputFolder) {
  EXPECT_EQ(ResultFolder(*Parse({"-o", "out//", "-od", "x"})), "out/x");
  EXPECT_EQ(ResultFolder(*Parse({"--resume", "out/y"})), "out/y");
  EXPECT_EQ(ResultFolder(*Parse({"-o", "/"})).size(), 20u);
}

}  // namespace
}  // namespace burin::cli
