// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/metrics.h"

#include <gtest/gtest.h>

#include <limits>
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

TEST(TopClass, IsTheFirstOfTheHighest) {
  EXPECT_EQ(TopClass(std::vector<float>{0, 3, 3, 1}), 1);
}

TEST(Accuracy, CountsHitsAndAdds) {
  Accuracy a;
  EXPECT_EQ(a.acc1(), 0);
  a.Add(0);
  a.Add(4);
  Accuracy b;
  b.Add(5);
  b.Add(1);
  a.Add(b);
  EXPECT_EQ(a, (Accuracy{4, 1, 3}));
  EXPECT_EQ(a.acc1(), 0.25);
  EXPECT_EQ(a.acc5(), 0.75);
}

}  // namespace
}  // namespace burin
