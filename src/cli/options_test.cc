// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/options.h"

#include <gtest/gtest.h>

namespace burin::cli {
namespace {

constexpr Option kTable[] = {
    {"model", "-m -om --om-model", ValueKind::kText, "FILE"},
    {"output", "-o", ValueKind::kText, "DIR"},
    {"output_dirname", "-od", ValueKind::kText, "NAME"},
    {"outfmt", "", ValueKind::kChoice, "BIN|NPY|TXT", "BIN"},
    {"batchsize", "--batch-size", ValueKind::kPositive, "N"},
    {"warmup_count", "", ValueKind::kCount, "N", "1"},
    {"crop-pct", "", ValueKind::kNumber, "X", "0.875"},
    {"debug", "", ValueKind::kBool, "", "no"},
    {"device", "-d", ValueKind::kText, "N", "", "there is one device: the CPU",
     Standing::kNoted},
    {"dump", "", ValueKind::kText, "", "", "not offered", Standing::kRefused},
};

Result<Arguments> Parse(std::vector<std::string> args) {
  return ParseArguments(kTable, 1, args);
}

std::string ErrorOf(std::vector<std::string> args) {
  const Result<Arguments> parsed = Parse(std::move(args));
  if (parsed.ok()) return "no error";
  EXPECT_EQ(parsed.error().code, ErrorCode::kBadUsage);
  return parsed.error().message;
}

TEST(Options, TakesTheValueAfterASpaceOrAnEqualsSign) {
  EXPECT_EQ(Parse({"--model", "a.plate"})->Text("model"), "a.plate");
  EXPECT_EQ(Parse({"--model=a=b.plate"})->Text("model"), "a=b.plate");
  EXPECT_EQ(Parse({"-m", "a"})->Text("model"), "a");
}

TEST(Options, RefusesAnEmptyValueByTheOptionsName) {
  EXPECT_EQ(ErrorOf({"--model="}), "option --model: '' given, FILE expected");
  EXPECT_EQ(ErrorOf({"-o", ""}), "option -o: '' given, DIR expected");
  EXPECT_EQ(ErrorOf({"--outfmt", ""}),
            "option --outfmt: '' given, one of BIN|NPY|TXT expected");
  EXPECT_EQ(ErrorOf({"--debug", "yes", ""}), "argument 3 is empty");
}

TEST(Options, PassesOverAnEmptyValueOfWhatIsOnlyNoted) {
  EXPECT_TRUE(Parse({"--device", ""}).ok());
}

TEST(Options, TakesTheValueAtOnceAfterAShortOptionOfOneLetter) {
  EXPECT_EQ(Parse({"-d0,1"})->Text("device"), "0,1");
  EXPECT_EQ(Parse({"-o./a=b"})->Text("output"), "./a=b");
  EXPECT_EQ(Parse({"-o/out", "-d0"})->Text("output"), "/out");
  EXPECT_EQ(ErrorOf({"-o", "-d0"}), "option -o needs a value (DIR)");
}

TEST(Options, TakesNoValueThatBeginsWithALetterAtOnce) {
  EXPECT_EQ(ErrorOf({"-modle"}),
            "unknown option -modle; the nearest is --model");
}

TEST(Options, FoldsUnderscoreAndHyphen) {
  EXPECT_EQ(Parse({"--output-dirname", "x"})->Text("output_dirname"), "x");
  EXPECT_EQ(Parse({"--batch_size=3"})->Integer("batchsize"), 3);
}

TEST(Options, KnowsShortOptionsOfSeveralLetters) {
  EXPECT_EQ(Parse({"-om", "a", "-od=d"})->Text("model"), "a");
  EXPECT_EQ(Parse({"-om", "a", "-od=d"})->Text("output_dirname"), "d");
}

TEST(Options, TakesALongOptionWithOneDash) {
  EXPECT_EQ(Parse({"-model=a"})->Text("model"), "a");
}

TEST(Options, CompletesAnUnambiguousPrefix) {
  EXPECT_EQ(Parse({"--output_dir", "x"})->Text("output_dirname"), "x");
  EXPECT_EQ(Parse({"--batch", "2"})->Integer("batchsize"), 2);
}

TEST(Options, PrefersAnExactNameToALongerOne) {
  EXPECT_EQ(Parse({"--output", "x"})->Text("output"), "x");
  EXPECT_FALSE(Parse({"--output", "x"})->Has("output_dirname"));
}

TEST(Options, RefusesAnAmbiguousPrefix) {
  EXPECT_EQ(ErrorOf({"--out", "x"}),
            "option --out is short for several: --output, --output-dirname, "
            "--outfmt");
}

TEST(Options, ReadsTypographicDashesAsTwoHyphens) {
  EXPECT_EQ(Parse({"\u2013batchsize=4"})->Integer("batchsize"), 4);
  EXPECT_EQ(Parse({"-\u2013batchsize", "8"})->Integer("batchsize"), 8);
  EXPECT_EQ(Parse({"\u2014batchsize", "8"})->Integer("batchsize"), 8);
  EXPECT_EQ(PlainDashes("--x"), "--x");
  EXPECT_EQ(PlainDashes("a\u2013b"), "a\u2013b");
}

TEST(Options, ReadsBooleansWithAndWithoutAWord) {
  EXPECT_TRUE(Parse({"--debug"})->Flag("debug"));
  EXPECT_TRUE(Parse({"--debug", "T"})->Flag("debug"));
  EXPECT_FALSE(Parse({"--debug=no"})->Flag("debug"));
  EXPECT_FALSE(Parse({"--debug", "0"})->Flag("debug"));
  EXPECT_FALSE(Parse({})->Flag("debug"));
  const Result<Arguments> followed = Parse({"--debug", "file"});
  EXPECT_TRUE(followed->Flag("debug"));
  EXPECT_EQ(followed->positionals()[0], "file");
}

TEST(Options, GivesTheFallbackWhenTheOptionIsNotGiven) {
  const Result<Arguments> parsed = Parse({});
  EXPECT_EQ(parsed->Text("outfmt"), "BIN");
  EXPECT_EQ(parsed->Integer("warmup_count"), 1);
  EXPECT_EQ(parsed->Number("crop-pct"), 0.875);
  EXPECT_FALSE(parsed->Has("outfmt"));
}

TEST(Options, LastOneWins) {
  EXPECT_EQ(Parse({"--model=a", "-m", "b"})->Text("model"), "b");
}

TEST(Options, NamesAnUnknownOptionAndTheNearestOne) {
  EXPECT_EQ(ErrorOf({"--batchsise=4"}),
            "unknown option --batchsise; the nearest is --batchsize");
  EXPECT_EQ(ErrorOf({"--frobnicate=1"}), "unknown option --frobnicate");
  EXPECT_EQ(ErrorOf({"-q"}), "unknown option -q");
}

TEST(Options, ChecksValuesByKind) {
  EXPECT_EQ(ErrorOf({"--batchsize=0"}),
            "option --batchsize: '0' given, an integer of 1 or more expected");
  EXPECT_EQ(
      ErrorOf({"--warmup-count=-1"}),
      "option --warmup-count: '-1' given, an integer of 0 or more expected");
  EXPECT_EQ(ErrorOf({"--batchsize=4x"}),
            "option --batchsize: '4x' given, an integer of 1 or more expected");
  EXPECT_EQ(ErrorOf({"--outfmt", "bin"}),
            "option --outfmt: 'bin' given, one of BIN|NPY|TXT expected");
  EXPECT_EQ(ErrorOf({"--crop-pct=nan"}),
            "option --crop-pct: 'nan' given, a number expected");
  EXPECT_EQ(ErrorOf({"--debug=maybe"}),
            "option --debug: 'maybe' given, yes or no expected");
  EXPECT_EQ(ErrorOf({"--batchsize=99999999999999999999"}),
            "option --batchsize: '99999999999999999999' given, an integer of 1 "
            "or more expected");
}

TEST(Options, RefusesAnOptionWithoutItsValue) {
  EXPECT_EQ(ErrorOf({"--model"}), "option --model needs a value (FILE)");
  EXPECT_EQ(ErrorOf({"--model", "--debug"}),
            "option --model needs a value (FILE)");
  EXPECT_EQ(ErrorOf({"--model", "-o", "x"}),
            "option --model needs a value (FILE)");
}

TEST(Options, NotesAndRefusesOptionsOfOlderTools) {
  EXPECT_EQ(Parse({"-d", "0"})->notes()[0], "-d: there is one device: the CPU");
  EXPECT_EQ(ErrorOf({"--dump=1"}), "option --dump: not offered");
}

TEST(Options, TakesPositionalsUpToTheLimitAndEverythingAfterTwoDashes) {
  EXPECT_EQ(Parse({"--", "--model"})->positionals()[0], "--model");
  EXPECT_EQ(ErrorOf({"a", "b"}), "unexpected argument 'b'");
}

TEST(Options, AsksForRequiredOptionsUnlessHelpIsWanted) {
  constexpr Option kNeeds[] = {
      {.name = "model", .value = "FILE", .required = true}};
  const std::vector<std::string> none;
  const std::vector<std::string> help = {"--help"};
  EXPECT_EQ(ParseArguments(kNeeds, 0, none).error().message,
            "option --model is required");
  EXPECT_TRUE(ParseArguments(kNeeds, 0, help)->help());
}

}  // namespace
}  // namespace burin::cli
