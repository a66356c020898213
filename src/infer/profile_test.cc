// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/profile.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

StepProfile StepOf(std::string op, double ms, double gflop, double busy) {
  StepProfile step;
  step.op = std::move(op);
  step.kernel = "avx2";
  step.precision = "fp32";
  step.milliseconds = ms;
  step.gflop = gflop;
  step.busy = busy;
  step.bytes = 1'000'000;
  return step;
}

MeasuredProfile ThreeSteps() {
  MeasuredProfile profile;
  profile.batch = 4;
  profile.peaks = {{"fp32", 400}};
  profile.run.milliseconds = 10;
  profile.run.busy = {1, 0.5};
  profile.run.steps = {StepOf("A", 1, 0.2, 1), StepOf("B", 5, 0, 0.4),
                       StepOf("A", 3, 0.6, 0.5)};
  return profile;
}

TEST(SumsByOp, AddsUpStepsOfOneOpAndSortsByTime) {
  const auto sums = SumsByOp(ThreeSteps().run.steps);
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].op, "B");
  EXPECT_EQ(sums[0].gflops(), 0);
  EXPECT_EQ(sums[1].op, "A");
  EXPECT_EQ(sums[1].steps, 2u);
  EXPECT_EQ(sums[1].milliseconds, 4);
  EXPECT_DOUBLE_EQ(sums[1].gflops(), 200);
  EXPECT_DOUBLE_EQ(sums[1].gigabytes(), 0.5);
  EXPECT_DOUBLE_EQ(sums[1].busy(), (1 * 1 + 3 * 0.5) / 4);
}

// The first step at a sixth of the fp32 peak, the last at a half of int8's.
MeasuredProfile TwoPrecisions() {
  MeasuredProfile profile = ThreeSteps();
  profile.peaks = {{"fp32", 400}, {"int8", 1600}};
  profile.run.steps[0] = StepOf("A", 3, 0.2, 1);
  profile.run.steps[2] = StepOf("A", 2, 1.6, 1);
  profile.run.steps[2].precision = "int8";
  return profile;
}

TEST(SumsByOp, HoldsEachPrecisionAgainstItsOwnPeak) {
  const MeasuredProfile profile = TwoPrecisions();
  const auto sums = SumsByOp(profile.run.steps, profile.peaks);
  ASSERT_EQ(sums.size(), 3u);
  EXPECT_EQ(sums[0].precision, "");
  EXPECT_EQ(sums[0].share_of_peak(), 0);
  EXPECT_EQ(sums[1].precision, "fp32");
  EXPECT_DOUBLE_EQ(sums[1].share_of_peak(), 0.5 / 3);
  EXPECT_EQ(sums[2].precision, "int8");
  EXPECT_DOUBLE_EQ(sums[2].share_of_peak(), 0.5);
}

TEST(TotalsOf, AddsUpTheTimesAtThePeaksOfSeveralPrecisions) {
  // 0.5 and 1 ms of 10.
  EXPECT_DOUBLE_EQ(TotalsOf(TwoPrecisions()).share_of_peak, 0.15);
}

TEST(TotalsOf, CountsTheWholeRunAgainstThePeak) {
  const ProfileTotals totals = TotalsOf(ThreeSteps());
  EXPECT_DOUBLE_EQ(totals.gflop_per_image, 0.2);
  EXPECT_DOUBLE_EQ(totals.gflops, 80);
  EXPECT_DOUBLE_EQ(totals.share_of_peak, 0.2);
  EXPECT_DOUBLE_EQ(totals.threads_busy, 0.75);
}

TEST(TotalsOf, AnEmptyProfileHasZeros) {
  const ProfileTotals totals = TotalsOf({});
  EXPECT_EQ(totals.gflops, 0);
  EXPECT_EQ(totals.share_of_peak, 0);
  EXPECT_EQ(totals.threads_busy, 0);
}

TEST(ProfileJson, KeepsThePlansOrderAndSharesOfTheTime) {
  const Json json = ProfileJson(ThreeSteps());
  EXPECT_EQ(json["steps"].size(), 3u);
  EXPECT_EQ(json["steps"][1]["op"], "B");
  EXPECT_DOUBLE_EQ(json["steps"][2]["share"].get<double>(), 3.0 / 9);
  EXPECT_DOUBLE_EQ(json["ops"][1]["share_of_peak"].get<double>(), 0.5);
  EXPECT_EQ(json["busy_by_thread"].size(), 2u);
}

TEST(ProfileJson, NamesThePeakOfEachPrecision) {
  const Json json = ProfileJson(TwoPrecisions());
  EXPECT_EQ(json["peak_gflops"]["fp32"], 400);
  EXPECT_EQ(json["peak_gflops"]["int8"], 1600);
  EXPECT_EQ(json["steps"][1]["precision"], "");
  EXPECT_EQ(json["steps"][2]["precision"], "int8");
  EXPECT_DOUBLE_EQ(json["steps"][2]["share_of_peak"].get<double>(), 0.5);
}

}  // namespace
}  // namespace burin
