// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/compare.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <limits>

#include "ir/networks_testing.h"
#include "passes/pipeline.h"
#include "passes/runner.h"

namespace burin {
namespace {

Result<Comparison> Compare(Graph (*network)(int64_t), Isa isa) {
  Graph compiled = network(2);
  BURIN_TRY(RunPasses(compiled, CompilePipeline(), {isa}, {}));
  compiled.Compact();
  const std::string path =
      StrCat(testing::TempDir(), "burin_compare_test-", getpid());
  Graph reference = network(2);
  const std::vector<Tensor> inputs = RandomInputs(reference, 5);
  auto out = CompareGraphs(std::move(reference), std::move(compiled), isa,
                           inputs, path);
  std::filesystem::remove(path);
  return out;
}

TEST(Differ, GivesCosineAndLargestDifference) {
  const float a[] = {1, 2, 2}, b[] = {1, 2, 3};
  const Difference d = Differ(a, b);
  EXPECT_EQ(d.max_abs, 1);
  EXPECT_EQ(d.reference_max, 3);
  EXPECT_NEAR(d.cosine, 11 / (3 * std::sqrt(14.0)), 1e-12);
  EXPECT_TRUE(d.Within(0.34));
  EXPECT_FALSE(d.Within(0.33));
}

TEST(Differ, NanIsWithinNoBound) {
  const float a[] = {std::numeric_limits<float>::quiet_NaN(), 0};
  const float b[] = {0, 1};
  EXPECT_FALSE(Differ(a, b).Within(1e9));
  EXPECT_FALSE(Differ(b, a).Within(1e9));
}

TEST(Differ, TwoZerosAreEqual) {
  const float zero[] = {0, 0};
  EXPECT_EQ(Differ(zero, zero).cosine, 1);
  EXPECT_TRUE(Differ(zero, zero).Within(0));
}

TEST(CompareGraphs, FindsEveryStepOfTheNetworksClose) {
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    const auto comparison = Compare(network, UsableIsas().back());
    ASSERT_TRUE(comparison.ok()) << comparison.error().message;
    ASSERT_EQ(comparison->outputs.size(), 1u);
    EXPECT_TRUE(comparison->outputs[0].compared);
    EXPECT_TRUE(comparison->outputs[0].difference.Within(1e-4));
    size_t compared = 0;
    for (const StepComparison& step : comparison->steps) {
      compared += step.compared ? 1 : 0;
      EXPECT_TRUE(!step.compared || step.difference.Within(1e-4))
          << step.op << " " << step.nodes << " " << step.difference.max_abs;
    }
    EXPECT_GT(compared, comparison->steps.size() / 2);
  }
}

TEST(CompareGraphs, NamesTheStepThatComputesSomethingElse) {
  Graph reference;
  Graph compiled;
  for (Graph* graph : {&reference, &compiled}) {
    const ValueId in = graph->AddInput("in", {DType::kFloat32, {1, 4}});
    const ValueId a = *graph->Add(Relu{}, {in}, "first");
    const bool wrong = graph == &compiled;
    const ValueId b = wrong ? *graph->Add(Relu{}, {a}, "second")
                            : *graph->Add(Exp{}, {a}, "second");
    graph->AddOutput(b, "out");
  }
  std::vector<Tensor> inputs;
  inputs.push_back(Tensor::Of<float>({1, 4}, {-1, 0, 1, 2}));
  const std::string path =
      StrCat(testing::TempDir(), "burin_compare_wrong-", getpid());
  const auto comparison = CompareGraphs(
      std::move(reference), std::move(compiled), Isa::kScalar, inputs, path);
  std::filesystem::remove(path);
  ASSERT_TRUE(comparison.ok()) << comparison.error().message;
  ASSERT_EQ(comparison->steps.size(), 2u);
  EXPECT_TRUE(comparison->steps[0].difference.Within(0));
  EXPECT_FALSE(comparison->steps[1].difference.Within(1e-4));
  EXPECT_EQ(comparison->steps[1].nodes, "second");
  EXPECT_FALSE(comparison->outputs[0].difference.Within(1e-4));
}

}  // namespace
}  // namespace burin
