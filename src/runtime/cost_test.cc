// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/cost.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

Step StepOf(Op op, const std::vector<Dims>& inputs, const Dims& output) {
  Step step;
  step.op = std::move(op);
  for (const Dims& dims : inputs) {
    step.inputs.push_back({{DType::kFloat32, dims}, Section::kArena, 0});
  }
  step.outputs.push_back({{DType::kFloat32, output}, Section::kArena, 0});
  return step;
}

struct Case {
  Op op;
  std::vector<Dims> inputs;
  Dims output;
  std::string text;
  double flops;
};

TEST(WorkOf, CountsEveryOpThatMultiplies) {
  FusedLinear concat;
  concat.source = FusedSource::kConcat;
  concat.sources = 2;
  concat.columns = 7;
  FusedLinear packed;
  packed.columns = 10;
  packed.panel = 16;
  FusedMlp mlp;
  mlp.hidden = 11;
  mlp.columns = 5;
  const Case cases[] = {
      {MatMul{}, {{2, 3, 4}, {4, 5}}, {2, 3, 5}, "2*3x5x4", 2. * 2 * 3 * 5 * 4},
      {MatMul{}, {{4}, {4, 5}}, {5}, "1x5x4", 2. * 5 * 4},
      {Gemm{.trans_a = true},
       {{4, 3}, {4, 5}},
       {3, 5},
       "3x5x4",
       2. * 3 * 5 * 4},
      {Linear{}, {{2, 3, 4}, {4, 5}}, {2, 3, 5}, "6x5x4", 2. * 6 * 5 * 4},
      // 2 groups of 3 filters over 4 channels each, 3 x 3.
      {Conv{.group = 2},
       {{1, 8, 7, 7}, {6, 4, 3, 3}},
       {1, 6, 5, 5},
       "2*25x3x36",
       2. * 25 * 6 * 36},
      {DepthwiseConv{},
       {{1, 5, 5, 8}, {3, 3, 8}},
       {1, 5, 5, 8},
       "25x8x9",
       2. * 25 * 8 * 9},
      // Along the height of 2 x 4 x 6 x 8, to 3 rows.
      {TokenMix{1},
       {{2, 4, 6, 8}, {3, 4}},
       {2, 3, 6, 8},
       "2*3x48x4",
       2. * 2 * 3 * 48 * 4},
      {TokenMix{-1}, {{2, 4}, {3, 4}}, {2, 3}, "2*3x1x4", 2. * 2 * 3 * 4},
      // Scores and values of 2 samples, 3 heads, 5 tokens, 4 a head.
      {Attention{3, 1.0f},
       {{2, 5, 36}},
       {2, 5, 12},
       "6*5x5x4",
       2 * 2. * 6 * 5 * 5 * 4},
      // k, q, their sum with v, q by that sum; and q by the sum of k.
      {Performer{},
       {{2, 5, 12}, {3, 4}},
       {2, 5, 4},
       "2*5x4x3",
       4 * 2. * 10 * 4 * 3 + 2. * 10 * 3},
      {packed, {{6, 4}, {5, 16}}, {6, 10}, "6x10x4", 2. * 6 * 10 * 4},
      {concat, {{6, 2}, {6, 3}, {5, 7}}, {6, 7}, "6x7x5", 2. * 6 * 7 * 5},
      {mlp,
       {{6, 4}, {4, 11}, {11}, {11, 5}},
       {6, 5},
       "6x5x4 by 11",
       2. * 6 * 11 * (4 + 5)},
      {Einsum{"bij,bkj->bik"},
       {{2, 3, 4}, {2, 5, 4}},
       {2, 3, 5},
       "2*3x5x4",
       2. * 2 * 3 * 5 * 4},
      {Einsum{"bi,bi->bi"}, {{2, 3}, {2, 3}}, {2, 3}, "", 0},
      {Add{}, {{2, 3}, {2, 3}}, {2, 3}, "", 0},
      {Softmax{}, {{2, 3}}, {2, 3}, "", 0},
  };
  for (const Case& c : cases) {
    const StepWork work = WorkOf(StepOf(c.op, c.inputs, c.output));
    EXPECT_EQ(WorkText(work), c.text) << OpName(c.op);
    EXPECT_EQ(work.flops, c.flops) << OpName(c.op);
  }
}

TEST(WorkOf, EmptyTensorsCostNothing) {
  for (const Step& step :
       {StepOf(MatMul{}, {{0, 4}, {4, 5}}, {0, 5}),
        StepOf(Conv{}, {{1, 3, 4, 4}, {0, 3, 1, 1}}, {1, 0, 4, 4}),
        StepOf(TokenMix{0}, {{4, 0}, {3, 4}}, {3, 0}),
        StepOf(Attention{}, {{0, 5, 12}}, {0, 5, 4}),
        StepOf(FusedMlp{}, {{0, 4}, {4, 0}, {0}, {0, 0}}, {0, 0})}) {
    EXPECT_EQ(WorkOf(step).flops, 0) << OpName(step.op);
  }
}

TEST(StepBytes, CountsOperandsThatAreThere) {
  Step step = StepOf(Add{}, {{2, 3}, {3}}, {2, 3});
  EXPECT_EQ(StepBytes(step), 4u * (6 + 3 + 6));
  step.inputs[1].section = Section::kAbsent;
  EXPECT_EQ(StepBytes(step), 4u * (6 + 6));
}

TEST(StepBytes, CountsWhatIsReadOfAPart) {
  EXPECT_EQ(StepBytes(StepOf(Gather{1}, {{2, 100}, {1}}, {2, 1})),
            4u * (2 + 1 + 2));
  // A residual of three times the columns.
  FusedLinear op;
  op.columns = 5;
  op.residual = FusedResidual::kRows;
  EXPECT_EQ(StepBytes(StepOf(op, {{6, 4}, {4, 5}, {5}, {6, 15}}, {6, 5})),
            4u * (24 + 20 + 5 + 30 + 30));
}

}  // namespace
}  // namespace burin
