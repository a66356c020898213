// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/model_options.h"

#include <gmock/gmock.h>

#include "base/test_folder.h"
#include "cli/compile_options.h"

namespace burin::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

TEST(ParseInputShapes, ReadsSeveralInputs) {
  const auto shapes = ParseInputShapes("input:4,3,224,224;mask:[4,1];x:-1,3");
  ASSERT_TRUE(shapes.ok()) << shapes.error().message;
  EXPECT_EQ(*shapes, (NamedShapes{{"input", {4, 3, 224, 224}},
                                  {"mask", {4, 1}},
                                  {"x", {-1, 3}}}));
  EXPECT_TRUE(ParseInputShapes("")->empty());
}

TEST(ParseInputShapes, TakesTheLastColonAsTheEndOfTheName) {
  EXPECT_EQ(*ParseInputShapes("scope:0:1,2"),
            (NamedShapes{{"scope:0", {1, 2}}}));
}

TEST(ParseInputShapes, RefusesWhatIsNoFixedShape) {
  for (const char* text :
       {"input", "input:", ":1,2", "input:1,-1", "input:-2,3", "input:0",
        "input:1~4,3", "input:1,,3", "input:1,", "input:a", "input:[]",
        "input:99999999999999999999"}) {
    const auto shapes = ParseInputShapes(text);
    ASSERT_FALSE(shapes.ok()) << text;
    EXPECT_EQ(shapes.error().code, ErrorCode::kBadUsage) << text;
  }
}

TEST(ParseInputShapes, StartsARefusalWithOneNumber) {
  for (const auto& [text, number] :
       {std::pair("x:0,3", "E10011: --input_shape"),
        std::pair("x:1,-1", "E10018: --input"),
        std::pair("x", "E10002: --input_shape")}) {
    EXPECT_THAT(ParseInputShapes(text).error().message, StartsWith(number));
  }
}

TEST(ParseInputShapes, RefusesANameThatIsThereTwice) {
  const auto shapes = ParseInputShapes("input:1,3;mask:1;input:2,3");
  ASSERT_FALSE(shapes.ok());
  EXPECT_THAT(shapes.error().message, HasSubstr("'input' is there twice"));
}

TEST(ParseBatches, SortsAndRefusesWhatAreNoGears) {
  EXPECT_THAT(*ParseBatches("8,1,4"), ElementsAre(1, 4, 8));
  for (const char* text : {"", "1", "1,1", "1,0", "1,-1", "1,x", "1;2"}) {
    EXPECT_FALSE(ParseBatches(text).ok()) << text;
  }
  std::string many = "1";
  for (int i = 2; i <= 101; ++i) many += "," + std::to_string(i);
  EXPECT_FALSE(ParseBatches(many).ok());
}

TEST(ParseOutputTypes, ReadsOneTypeOrSeveralOutputs) {
  EXPECT_THAT(*ParseOutputTypes("FP16"), ElementsAre(Pair("", "float16")));
  EXPECT_THAT(*ParseOutputTypes("conv:0:UINT8;y:FP32"),
              ElementsAre(Pair("conv:0", "uint8"), Pair("y", "float32")));
  for (const char* text : {"fp16", "FP64", "y:", "y:0", ":"}) {
    EXPECT_FALSE(ParseOutputTypes(text).ok()) << text;
  }
}

struct Read {
  CompileOptions options;
  std::vector<std::string> notes;
  std::string error;
};

Read Options(const std::vector<std::string>& args) {
  Read out;
  const auto parsed = ParseArguments(CompileOptionTable(), 0, args);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  const auto notes = ReadModelOptions(*parsed, out.options);
  if (notes.ok()) {
    out.notes = *notes;
  } else {
    EXPECT_EQ(notes.error().code, ErrorCode::kBadUsage);
    out.error = notes.error().message;
  }
  return out;
}

TEST(ReadModelOptions, PutsGearsAndOpenBatchesTogether) {
  const Read gears =
      Options({"--input_shape=x:-1,3,8,8", "--dynamic_batch_size=4,1"});
  EXPECT_EQ(gears.error, "");
  EXPECT_THAT(gears.options.batches, ElementsAre(1, 4));
  EXPECT_THAT(Options({"--input_shape=x:-1,3"}).error,
              HasSubstr("needs --dynamic_batch_size"));
  EXPECT_THAT(Options({"--dynamic_batch_size=1,2"}).error,
              HasSubstr("needs a batch of -1"));
}

TEST(ReadModelOptions, TakesDynamicDimsThatAreBatchesAsGears) {
  EXPECT_THAT(Options({"--input_shape=x:-1,3,8,8", "--dynamic_dims=8;1"})
                  .options.batches,
              ElementsAre(1, 8));
  const std::string two = "--input_shape=x:-1,3;y:-1,2;z:1,2";
  EXPECT_THAT(Options({two, "--dynamic_dims=1,1;4,4"}).options.batches,
              ElementsAre(1, 4));
  for (const char* text : {"1,2;4,4", "1;4", ",;1,1", "1,1", "x,x;1,1"}) {
    EXPECT_THAT(Options({two, StrCat("--dynamic_dims=", text)}).error,
                HasSubstr("--dynamic_dims"))
        << text;
  }
  EXPECT_THAT(Options({"--dynamic_dims=1;4"}).error,
              HasSubstr("needs a batch of -1"));
  EXPECT_THAT(
      Options({two, "--dynamic_dims=1,1;4,4", "--dynamic_batch_size=1,4"})
          .error,
      HasSubstr("E10009"));
}

TEST(ReadModelOptions, ReadsTheOlderNameOfTheShape) {
  const Read read = Options({"--input_shape_range=x:[1,3]"});
  EXPECT_THAT(read.options.input_shapes,
              ElementsAre(Pair("x", ElementsAre(1, 3))));
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("read as --input_shape")));
  EXPECT_THAT(Options({"--input_shape_range=x:[1~2,3]"}).error,
              HasSubstr("a range of sizes"));
}

TEST(ReadModelOptions, ReadsPortsAndRemembersThem) {
  const Read read = Options(
      {"--out_nodes=a:0;b", "--input_fp16_nodes=x;y", "--output_type=FP16"});
  EXPECT_THAT(read.options.out_nodes, ElementsAre("a:0", "b"));
  EXPECT_THAT(read.options.fp16_inputs, ElementsAre("x", "y"));
  EXPECT_THAT(read.options.metadata, Contains(Pair("out_nodes", "a:0;b")));
  EXPECT_THAT(Options({}).options.metadata, IsEmpty());
}

TEST(ReadModelOptions, MapsFusionSwitchesToPasses) {
  const TestFolder folder;
  folder.Write("switches", "MlpFusionPass:off\nNoSuchPass:off\n");
  const Read read = Options(
      {"--fusion_switch_file=" + folder / "switches", "--skip-pass=share"});
  EXPECT_THAT(read.options.skip_passes, ElementsAre("share", "fuse-mlp"));
  EXPECT_THAT(
      read.notes,
      ElementsAre(HasSubstr("passes off; no passes here: 'NoSuchPass'")));
}

}  // namespace
}  // namespace burin::cli
