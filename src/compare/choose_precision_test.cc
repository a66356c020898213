// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/choose_precision.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compare/raise_order.h"
#include "compare/test_plates.h"
#include "ir/networks_testing.h"

namespace burin {
namespace {

std::vector<Plate> Variants() {
  const Isa isa = UsableIsas().back();
  std::vector<Plate> variants;
  variants.push_back(PlateOf(SmallT2tVit(2), isa));
  variants.push_back(PlateOf(SmallT2tVit(2), isa, Precision::kBf16));
  return variants;
}

Result<PrecisionChoice> Choose(double max_drop) {
  std::vector<Plate> variants = Variants();
  BURIN_ASSIGN(const Samples samples,
               Samples::Open({}, InputInfos(variants[0].plan)));
  return ChoosePrecision(std::move(variants), samples, {.max_drop = max_drop});
}

TEST(ChoosePrecision, TellsHowFarItIs) {
  std::vector<Plate> variants = Variants();
  const auto samples = Samples::Open({}, InputInfos(variants[0].plan));
  ASSERT_TRUE(samples.ok());
  size_t last = 0, whole = 0;
  PrecisionChoiceOptions options;
  options.progress = [&](size_t done, size_t total) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    whole = total;
  };
  ASSERT_TRUE(ChoosePrecision(std::move(variants), *samples, options).ok());
  EXPECT_GT(last, 0u);
  EXPECT_EQ(last, whole);
}

TEST(ChoosePrecision, ReducesEverythingWhenAnyLossIsAllowed) {
  const auto choice = Choose(100);
  ASSERT_TRUE(choice.ok()) << choice.error().message;
  EXPECT_GT(choice->steps.size(), 3u);
  double most = 0;
  for (const StepChoice& step : choice->steps) {
    EXPECT_EQ(step.candidates.size(), 2u);
    EXPECT_EQ(step.chosen, 1u);
    most = std::max(most, step.candidates[1].error);
    EXPECT_EQ(step.candidates[0].error, 0);
    EXPECT_EQ(step.candidates[0].cost, 2 * step.candidates[1].cost);
  }
  EXPECT_GT(most, 0);
}

TEST(ChoosePrecision, KeepsAllThatErrsWhenNoLossIsAllowed) {
  const auto choice = Choose(0);
  ASSERT_TRUE(choice.ok()) << choice.error().message;
  EXPECT_EQ(choice->loss.points, 0);
  for (const StepChoice& step : choice->steps) {
    EXPECT_TRUE(step.chosen == 0 || step.candidates[1].error == 0);
  }
}

TEST(ChoosePrecision, KeepsSomeAndStaysWithinTheLoss) {
  const auto all = Choose(100);
  ASSERT_TRUE(all.ok());
  ASSERT_GT(all->loss.points, 0);
  const double allowed = all->loss.points * 0.7;
  const auto choice = Choose(allowed);
  const auto again = Choose(allowed);
  ASSERT_TRUE(choice.ok() && again.ok());
  EXPECT_LE(choice->loss.points, allowed);
  size_t kept = 0;
  for (size_t i = 0; i < choice->steps.size(); ++i) {
    kept += choice->steps[i].chosen == 0 ? 1 : 0;
    EXPECT_EQ(choice->steps[i].chosen, again->steps[i].chosen);
  }
  EXPECT_GT(kept, 0u);
  EXPECT_LT(kept, choice->steps.size());
}

StepChoice Step(double bf16_error, double int8_error, double cost) {
  StepChoice out;
  out.candidates = {{0, Precision::kFloat32, 0, cost},
                    {1, Precision::kBf16, bf16_error, cost / 2},
                    {2, Precision::kInt8, int8_error, cost / 4}};
  return out;
}

TEST(RaiseOrder, TakesTheMostErrorForTheTimeFirst) {
  const StepChoice steps[] = {Step(1, 9, 4), Step(1, 9, 400), Step(7, 8, 4)};
  const std::vector<Raise> order = RaiseOrder(steps);
  ASSERT_EQ(order.size(), 5u);
  // Step 0: 8 for 1, then 1 for 2. Step 2: bf16 is no bargain, 8 for 3.
  EXPECT_EQ(order[0].choice, 0u);
  EXPECT_EQ(order[0].to, 1u);
  EXPECT_EQ(order[1].choice, 2u);
  EXPECT_EQ(order[1].to, 0u);
  EXPECT_EQ(order[2].choice, 0u);
  EXPECT_EQ(order[2].to, 0u);
  EXPECT_EQ(order[3].choice, 1u);
  EXPECT_EQ(order[3].to, 1u);
}

}  // namespace
}  // namespace burin
