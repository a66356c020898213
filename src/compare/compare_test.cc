// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/compare.h"

#include <gtest/gtest.h>

#include "compare/test_plates.h"
#include "ir/networks_testing.h"

namespace burin {
namespace {

Result<Comparison> Compare(const Graph& reference, Plate plate,
                           const CompareOptions& options = {}) {
  BURIN_ASSIGN(const Samples samples,
               Samples::Open({}, InputInfos(plate.plan)));
  return ComparePlate(reference, std::move(plate), samples, options);
}

// in -> relu "first" -> relu or exp "second" -> relu "third" -> out
Graph Chain(bool wrong) {
  Graph graph;
  const ValueId in = graph.AddInput("in", {DType::kFloat32, {1, 4}});
  const ValueId a = *graph.Add(Relu{}, {in}, "first");
  const ValueId b = wrong ? *graph.Add(Exp{}, {a}, "second")
                          : *graph.Add(Relu{}, {a}, "second");
  graph.AddOutput(*graph.Add(Relu{}, {b}, "third"), "out");
  return graph;
}

TEST(ComparePlate, FindsEveryStepOfTheNetworksClose) {
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    const auto comparison =
        Compare(network(2), PlateOf(network(2), UsableIsas().back()),
                {.locate = true, .most = 3});
    ASSERT_TRUE(comparison.ok()) << comparison.error().message;
    ASSERT_EQ(comparison->outputs.size(), 1u);
    EXPECT_TRUE(comparison->outputs[0].compared);
    EXPECT_TRUE(comparison->outputs[0].difference.Within(1e-4));
    EXPECT_EQ(comparison->samples, 3u);
    EXPECT_EQ(comparison->rows, 3u);
    EXPECT_EQ(comparison->agreeing, 3u);
    size_t compared = 0;
    for (const StepComparison& step : comparison->steps) {
      if (!step.compared) continue;
      ++compared;
      EXPECT_TRUE(step.difference.Within(1e-4))
          << step.op << " " << step.nodes << " " << step.difference.max_abs;
      EXPECT_TRUE(step.single.Within(1e-4))
          << step.op << " " << step.nodes << " " << step.single.max_abs;
    }
    EXPECT_GT(compared, comparison->steps.size() / 2);
  }
}

TEST(ComparePlate, SeparatesTheWrongStepFromThoseThatItFeeds) {
  const auto comparison = Compare(
      Chain(false), PlateAsIs(Chain(true), Isa::kScalar), {.locate = true});
  ASSERT_TRUE(comparison.ok()) << comparison.error().message;
  ASSERT_EQ(comparison->steps.size(), 3u);
  EXPECT_TRUE(comparison->steps[0].difference.Within(0));
  EXPECT_FALSE(comparison->steps[1].difference.Within(1e-4));
  EXPECT_FALSE(comparison->steps[1].single.Within(1e-4));
  EXPECT_EQ(comparison->steps[1].nodes, "second");
  EXPECT_FALSE(comparison->steps[2].difference.Within(1e-4));
  EXPECT_TRUE(comparison->steps[2].single.Within(0));
  EXPECT_TRUE(comparison->steps[2].is_output);
  EXPECT_FALSE(comparison->outputs[0].difference.Within(1e-4));
}

TEST(ComparePlate, TellsHowManyValuesAreEvaluated) {
  std::vector<size_t> seen;
  size_t total = 0;
  CompareOptions options;
  options.most = 2;
  options.progress = [&](size_t done, size_t of) {
    seen.push_back(done);
    total = of;
  };
  ASSERT_TRUE(
      Compare(Chain(false), PlateAsIs(Chain(false), Isa::kScalar), options)
          .ok());
  EXPECT_EQ(total, 6u);  // two batches of three values
  EXPECT_EQ(seen, (std::vector<size_t>{1, 2, 3, 4, 5, 6}));
}

TEST(ComparePlate, RefusesAPlateOfAnotherModel) {
  Graph other;
  const ValueId in = other.AddInput("in", {DType::kFloat32, {1, 5}});
  other.AddOutput(*other.Add(Relu{}, {in}, "first"), "out");
  const auto comparison = Compare(Chain(false), PlateAsIs(other, Isa::kScalar));
  ASSERT_FALSE(comparison.ok());
  EXPECT_EQ(comparison.error().code, ErrorCode::kBadInput);
}

}  // namespace
}  // namespace burin
