// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/lower.h"

#include <gmock/gmock.h>

#include "base/test_folder.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"
#include "onnx/precision_cfg.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class LowerModelTest : public testing::Test {
 protected:
  // The network as an ONNX file.
  std::string FileOf(const Graph& graph) const {
    return WriteOnnx(folder_, "net.onnx", graph);
  }

  const TestFolder folder_;
};

CompileOptions Scalar(std::string precision) {
  CompileOptions options;
  options.target = "scalar";
  options.precision = std::move(precision);
  return options;
}

LoweredModel Lowered(const std::string& path, const CompileOptions& options) {
  auto lowered = LowerModel(path, options);
  EXPECT_TRUE(lowered.ok()) << lowered.error().message;
  return std::move(lowered).value();
}

TEST_F(LowerModelTest, IsFloat32WithoutANoteUnlessAsked) {
  const std::string path = FileOf(SmallT2tVit(1));
  CompileOptions options;
  options.target = "scalar";
  const LoweredModel lowered = Lowered(path, options);
  EXPECT_THAT(lowered.notes, IsEmpty());
  EXPECT_THAT(CountProducts(lowered.graph)[1], Pair("bf16", 0));
}

TEST_F(LowerModelTest, SaysWhatTheTargetLacks) {
  const LoweredModel lowered = Lowered(FileOf(SmallT2tVit(1)), Scalar("bf16"));
  EXPECT_THAT(CountProducts(lowered.graph)[0], Pair("fp32", 0));
  EXPECT_THAT(lowered.notes,
              ElementsAre(HasSubstr("target scalar has no instructions")));
}

TEST_F(LowerModelTest, KeepsWhatTheGeneratedFileNames) {
  const Graph network = SmallT2tVit(1);
  const std::string path = FileOf(network);
  CompileOptions options = Scalar("bf16");
  const auto model = ExportOnnxModel(network, {});
  ASSERT_TRUE(model.ok());
  const auto names = KeepDtypeNames(*model);
  ASSERT_TRUE(names.ok()) << names.error().message;
  options.keep_dtype = *names;
  options.strict = true;
  const LoweredModel lowered = Lowered(path, options);
  EXPECT_THAT(lowered.notes[0], HasSubstr("keep_dtype: all "));
  // Two performers, and at least the product that makes k, q and v of each.
  EXPECT_EQ(CountOps<Performer>(lowered.graph), 2);
  EXPECT_GE(CountProducts(lowered.graph)[0].second, 2u);
  EXPECT_GE(CountProducts(lowered.graph)[1].second, 4u);
}

TEST_F(LowerModelTest, NamesWhatTheModelLacksAndRefusesItWhenStrict) {
  const std::string path = FileOf(SmallShiftVit(1));
  CompileOptions options = Scalar("fp32");
  options.keep_dtype = {"no such node at all", "OpType::Gelu"};
  EXPECT_THAT(Lowered(path, options).notes,
              ElementsAre("keep_dtype: 1 of 2 entries are not in the model: "
                          "'no such node at all'"));
  options.strict = true;
  const auto refused = LowerModel(path, options);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadConfig);
}

TEST_F(LowerModelTest, NamesEachModeWithoutEffect) {
  CompileOptions options = Scalar("fp32");
  options.op_modes = {{"Gelu", false, "high_performance"},
                      {"SoftmaxV2", false, "high_precision"}};
  EXPECT_THAT(Lowered(FileOf(SmallShiftVit(1)), options).notes,
              ElementsAre("op_precision_mode: without effect: "
                          "'Gelu'=high_performance (fp32 has one form, exact "
                          "and fast), 'SoftmaxV2'=high_precision (the model "
                          "has none)"));
  options.op_modes[1].option = "optypelist_for_implmode";
  EXPECT_THAT(
      Lowered(FileOf(SmallShiftVit(1)), options).notes,
      ElementsAre(HasSubstr("op_precision_mode: without effect: 'Gelu'"),
                  HasSubstr("optypelist_for_implmode: without effect: 'Soft")));
  options.precision = "bf16";
  EXPECT_THAT(Lowered(FileOf(SmallShiftVit(1)), options).notes[0],
              HasSubstr("(bf16 and int8 products use the cheap form"));
}

TEST_F(LowerModelTest, RefusesAnUnknownPrecision) {
  const auto refused = LowerModel(FileOf(SmallShiftVit(1)), Scalar("fp16"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadUsage);
}

}  // namespace
}  // namespace burin
