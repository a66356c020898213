// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/precision_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "cli/compile_options.h"

namespace burin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct Read {
  CompileOptions options;
  std::vector<std::string> notes;
};

Result<Read> ReadLine(std::vector<std::string> args) {
  args.insert(args.end(), {"--model=m.onnx", "--output=o"});
  BURIN_ASSIGN(const Arguments parsed,
               ParseArguments(CompileOptionTable(), 0, args));
  Read out;
  BURIN_ASSIGN(out.notes, ReadPrecisionOptions(parsed, out.options));
  return out;
}

Read MustRead(std::vector<std::string> args) {
  auto read = ReadLine(std::move(args));
  EXPECT_TRUE(read.ok()) << read.error().message;
  return std::move(read).value();
}

TEST(PrecisionOptions, AreFp32WithoutAWord) {
  const Read read = MustRead({});
  EXPECT_EQ(read.options.precision, "fp32");
  EXPECT_THAT(read.notes, IsEmpty());
  EXPECT_THAT(read.options.metadata, IsEmpty());
}

TEST(PrecisionOptions, StayFp32InModesThatDoNotNameBf16) {
  for (const char* mode :
       {"--precision_mode=force_fp16", "--precision_mode=allow_mix_precision",
        "--precision_mode=must_keep_origin_dtype", "--precision_mode_v2=origin",
        "--precision_mode_v2=mixed_float16", "--precision_mode_v2=cube_hif8"}) {
    const Read read = MustRead({mode});
    EXPECT_EQ(read.options.precision, "fp32") << mode;
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("the plate is fp32")));
  }
}

TEST(PrecisionOptions, AreBf16InModesThatNameIt) {
  for (const char* mode : {"--precision_mode=allow_mix_precision_bf16",
                           "--precision_mode=allow_fp32_to_bf16",
                           "--precision_mode_v2=mixed_bfloat16"}) {
    const Read read = MustRead({mode});
    EXPECT_EQ(read.options.precision, "bf16") << mode;
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("multiply in bf16")));
  }
}

TEST(PrecisionOptions, GiveThePrecisionTheLastWord) {
  const Read read =
      MustRead({"--precision=int8", "--precision_mode_v2=mixed_bfloat16"});
  EXPECT_EQ(read.options.precision, "int8");
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("--precision int8 decides")));
}

TEST(PrecisionOptions, RefuseWhatAtcRefuses) {
  EXPECT_FALSE(ReadLine({"--precision_mode=fp16"}).ok());
  EXPECT_FALSE(ReadLine({"--precision_mode_v2=force_fp16"}).ok());
  EXPECT_FALSE(
      ReadLine({"--precision_mode=force_fp32", "--precision_mode_v2=origin"})
          .ok());
  EXPECT_FALSE(ReadLine({"--op_select_implmode=fast"}).ok());
  EXPECT_FALSE(ReadLine({"--optypelist_for_implmode=Gelu"}).ok());
  EXPECT_EQ(ReadLine({"--op_precision_mode=/nothere.ini"}).error().code,
            ErrorCode::kNotFound);
}

TEST(PrecisionOptions, TakeTheGuidesFilesAsTheyAre) {
  const TestFolder folder;
  folder.Write("keep_dtype.cfg", "Split_59\nMul_60\n");
  folder.Write("op_precision.ini", "Gelu=high_performance");
  const Read read =
      MustRead({"--precision=bf16", "--keep_dtype=" + folder / "keep_dtype.cfg",
                "--op_precision_mode=" + folder / "op_precision.ini"});
  EXPECT_THAT(read.options.keep_dtype, ElementsAre("Split_59", "Mul_60"));
  ASSERT_EQ(read.options.op_modes.size(), 1u);
  EXPECT_EQ(read.options.op_modes[0].key, "Gelu");
  EXPECT_EQ(read.options.op_modes[0].mode, "high_performance");
  EXPECT_FALSE(read.options.op_modes[0].by_node);
  EXPECT_THAT(
      read.options.metadata,
      ElementsAre(Pair("keep_dtype", "keep_dtype.cfg, 2 entries"),
                  Pair("op_precision_mode", "op_precision.ini, 1 entries")));
}

TEST(PrecisionOptions, LetTheFileBeatTheListOfTypes) {
  const TestFolder folder;
  folder.Write("op_precision.ini", "Gelu=high_performance");
  const Read read =
      MustRead({"--op_precision_mode=" + folder / "op_precision.ini",
                "--op_select_implmode=high_precision_for_all",
                "--optypelist_for_implmode=Gelu,SoftmaxV2"});
  ASSERT_EQ(read.options.op_modes.size(), 2u);
  EXPECT_EQ(read.options.op_modes[0].mode, "high_performance");
  EXPECT_EQ(read.options.op_modes[1].key, "SoftmaxV2");
  EXPECT_EQ(read.options.op_modes[1].mode, "high_precision");
  EXPECT_EQ(read.options.op_modes[0].option, "op_precision_mode");
  EXPECT_EQ(read.options.op_modes[1].option, "optypelist_for_implmode");
}

TEST(PrecisionOptions, KeepTheBlackListOfAMixlist) {
  const TestFolder folder;
  folder.Write(
      "mix.json",
      R"({"black-list": {"to-add": ["Gelu"]}, "white-list": {"to-add": ["Add"]}})");
  const Read read = MustRead(
      {"--precision=bf16", "--modify_mixlist=" + folder / "mix.json"});
  EXPECT_THAT(read.options.keep_dtype, ElementsAre("OpType::Gelu"));
  EXPECT_THAT(read.notes,
              ElementsAre("--modify_mixlist: 1 types of the black list stay "
                          "fp32; without effect: white-list to-add Add"));
}

}  // namespace
}  // namespace burin::cli
