// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace burin {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(RankOfLabel, CountsTheHigherScores) {
  const std::vector<float> scores = {0.1f, 0.9f, -2.0f, 0.5f};
  EXPECT_EQ(*RankOfLabel(scores, 1), 0);
  EXPECT_EQ(*RankOfLabel(scores, 3), 1);
  EXPECT_EQ(*RankOfLabel(scores, 0), 2);
  EXPECT_EQ(*RankOfLabel(scores, 2), 3);
}

TEST(RankOfLabel, PutsTheLowerIndexFirstAmongEquals) {
  const std::vector<float> scores = {1, 2, 2, 0.0f, -0.0f};
  EXPECT_EQ(*RankOfLabel(scores, 1), 0);
  EXPECT_EQ(*RankOfLabel(scores, 2), 1);
  EXPECT_EQ(*RankOfLabel(scores, 3), 3);
  EXPECT_EQ(*RankOfLabel(scores, 4), 4);
}

TEST(RankOfLabel, OrdersInfinities) {
  const std::vector<float> scores = {-kInf, 0, kInf};
  EXPECT_EQ(*RankOfLabel(scores, 2), 0);
  EXPECT_EQ(*RankOfLabel(scores, 0), 2);
}

TEST(RankOfLabel, RefusesNanWherever) {
  for (size_t place = 0; place < 3; ++place) {
    std::vector<float> scores = {1, 2, 3};
    scores[place] = kNan;
    const Result<int64_t> rank = RankOfLabel(scores, 1);
    ASSERT_FALSE(rank.ok());
    EXPECT_EQ(rank.error().code, ErrorCode::kBadValue);
  }
}

TEST(RankOfLabel, RefusesALabelThatIsNoClass) {
  const std::vector<float> scores = {1, 2, 3};
  for (const int64_t label : {int64_t{-1}, int64_t{3}}) {
    const Result<int64_t> rank = RankOfLabel(scores, label);
    ASSERT_FALSE(rank.ok());
    EXPECT_EQ(rank.error().code, ErrorCode::kBadDataset);
  }
}

TEST(CrossEntropy, IsThatOfTheSoftmax) {
  const std::vector<float> scores = {1, 2, 3};
  const double sum = std::exp(1.0) + std::exp(2.0) + std::exp(3.0);
  for (int64_t label = 0; label < 3; ++label) {
    EXPECT_NEAR(CrossEntropy(scores, label),
                -std::log(std::exp(1.0 + static_cast<double>(label)) / sum),
                1e-12);
  }
  // No overflow, and no NaN from infinities.
  EXPECT_EQ(CrossEntropy(std::vector<float>{0, 3e38f}, 1), 0);
  EXPECT_EQ(CrossEntropy(std::vector<float>{kInf, 0, kInf}, 0), std::log(2.0));
  EXPECT_EQ(CrossEntropy(std::vector<float>{kInf, 0}, 1), kInf);
  EXPECT_EQ(CrossEntropy(std::vector<float>{-kInf, 0}, 0), kInf);
  EXPECT_EQ(CrossEntropy(std::vector<float>{-kInf, -kInf}, 0), std::log(2.0));
}

TEST(LossSum, IsTheSameInAnyOrder) {
  std::vector<double> terms;
  for (int i = 1; i < 500; ++i) terms.push_back(7.0 / i);
  LossSum forward;
  for (const double term : terms) forward.Add(term);
  LossSum odd;
  LossSum even;
  for (size_t i = terms.size(); i > 0; --i) {
    (i % 2 == 0 ? even : odd).Add(terms[i - 1]);
  }
  odd.Add(even);
  EXPECT_EQ(forward, odd);
  EXPECT_NEAR(forward.value(), std::accumulate(terms.begin(), terms.end(), 0.0),
              1e-6);
  LossSum most;
  most.Add(kInf);
  EXPECT_EQ(most.value(), 2147483648.0);
}

TEST(TopClass, IsTheFirstOfTheHighest) {
  EXPECT_EQ(TopClass(std::vector<float>{0, 3, 3, 1}), 1);
}

TEST(Accuracy, CountsHitsAndAdds) {
  Accuracy a;
  EXPECT_EQ(a.acc1(), 0);
  a.Add(0, 0.5);
  a.Add(4, 1);
  Accuracy b;
  b.Add(5, 2.25);
  b.Add(1, 0.25);
  a.Add(b);
  EXPECT_EQ(a, (Accuracy{4, 1, 3, {4, 0}}));
  EXPECT_EQ(a.mean_loss(), 1);
  EXPECT_EQ(a.acc1(), 0.25);
  EXPECT_EQ(a.acc5(), 0.75);
}

}  // namespace
}  // namespace burin
