// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/answer_loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace burin {
namespace {

TEST(LossOfAnswers, IsNothingForEqualScoresAndForAnAddedConstant) {
  const float scores[] = {1, 2, 0, 4, 3, 0};
  const float moved[] = {6, 7, 5, 1, 0, -3};
  EXPECT_EQ(LossOfAnswers(scores, scores, 3).points, 0);
  EXPECT_EQ(LossOfAnswers(moved, scores, 3).points, 0);
  EXPECT_EQ(LossOfAnswers(moved, scores, 3).rows, 2u);
}

TEST(LossOfAnswers, AChangedAnswerCostsWhatItsClassWasMoreProbable) {
  const float log3 = std::log(3.0f);
  const float scores[] = {log3, 0};  // 3/4 and 1/4
  const float changed[] = {0, log3};
  const AnswerLoss loss = LossOfAnswers(changed, scores, 2);
  EXPECT_EQ(loss.changed, 1u);
  EXPECT_NEAR(loss.points, 50, 1e-4);
}

TEST(LossOfAnswers, AChangedAnswerCostsSomethingThoughBothWereAsProbable) {
  const float scores[] = {1e-3f, 0, 9, 0};
  const float changed[] = {0, 1e-3f, 9, 0};
  const AnswerLoss loss = LossOfAnswers(changed, scores, 2);
  EXPECT_EQ(loss.changed, 1u);
  EXPECT_NEAR(loss.points, 100.0 / 2 / 32, 1e-9);  // one of two rows
}

TEST(LossOfAnswers, NoiseNearALeadIsExpectedToChangeAnswers) {
  const float scores[] = {0.1f, 0, 5, 0};
  const float noisy[] = {0.2f, -0.1f, 4.9f, 0.1f};
  const AnswerLoss loss = LossOfAnswers(noisy, scores, 2);
  EXPECT_EQ(loss.changed, 0u);
  EXPECT_NEAR(loss.noise, 0.01, 1e-6);
  // Only the first row: a lead of 0.1 under noise of sqrt(0.02).
  EXPECT_NEAR(loss.expected_changed, 0.25 * std::erfc(0.1 / std::sqrt(0.04)),
              1e-6);
  EXPECT_GT(loss.points, 0);
}

TEST(LossOfAnswers, ScoresThatAreNoNumbersLoseAll) {
  const float scores[] = {1, 0};
  const float nan[] = {std::numeric_limits<float>::quiet_NaN(), 0};
  EXPECT_EQ(LossOfAnswers(nan, scores, 2).points, 100);
}

}  // namespace
}  // namespace burin
