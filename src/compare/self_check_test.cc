// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/self_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compare/test_plates.h"
#include "ir/networks_testing.h"

namespace burin {
namespace {

Result<SelfCheck> Check(Plate reduced, Plate reference) {
  BURIN_ASSIGN(const Samples samples,
               Samples::Open({}, InputInfos(reference.plan)));
  return CheckPlate(std::move(reduced), std::move(reference), samples,
                    {.most = 3, .most_steps = 2});
}

TEST(CheckPlate, FindsReducedNetworksNearAndNotEqual) {
  const Isa isa = UsableIsas().back();
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    const auto check = Check(PlateOf(network(2), isa, Precision::kBf16),
                             PlateOf(network(2), isa));
    ASSERT_TRUE(check.ok()) << check.error().message;
    EXPECT_EQ(check->samples, 3u);
    EXPECT_EQ(check->rows, 3u);
    EXPECT_GT(check->output.cosine, 0.99);
    EXPECT_GT(check->output.max_abs, 0);
    size_t reduced = 0;
    for (const CheckedStep& step : check->steps) {
      reduced += step.precision == "bf16" ? 1 : 0;
      EXPECT_TRUE(!step.compared || step.difference.cosine > 0.99)
          << step.op << " " << step.name << " " << step.difference.cosine;
    }
    EXPECT_GT(reduced, 0u);
  }
}

TEST(CheckPlate, FindsAPlateEqualToItself) {
  const auto check = Check(PlateOf(SmallShiftVit(1), Isa::kScalar),
                           PlateOf(SmallShiftVit(1), Isa::kScalar));
  ASSERT_TRUE(check.ok()) << check.error().message;
  EXPECT_EQ(check->output.max_abs, 0);
  EXPECT_EQ(check->agreeing, check->rows);
}

// in -> op "scaled" -> out, over numbers of some 0 to 1
Graph Scaled(float factor) {
  Graph graph;
  const ValueId in = graph.AddInput("in", {DType::kFloat32, {2, 4}});
  const ValueId by = graph.AddConstant("by", Tensor::Of<float>({1}, {factor}));
  graph.AddOutput(*graph.Add(Mul{}, {in, by}, "scaled"), "out");
  return graph;
}

TEST(CheckPlate, NamesTheStepThatOverflows) {
  const float infinite = std::numeric_limits<float>::infinity();
  const auto check = Check(PlateAsIs(Scaled(infinite), Isa::kScalar),
                           PlateAsIs(Scaled(1), Isa::kScalar));
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().code, ErrorCode::kBadValue);
  EXPECT_THAT(check.error().message, testing::HasSubstr("step 'scaled' (Mul"));
}

}  // namespace
}  // namespace burin
