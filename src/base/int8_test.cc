// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/int8.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/precision.h"

namespace burin {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(Int8Weight, TakesTheLargestOfItsColumnFor127) {
  const float w[] = {0.5f, 9, -1.27f, 9, 0, 9};  // a column, every other one
  const float scale = Int8WeightScale(w, 3, 2);
  EXPECT_FLOAT_EQ(scale, 0.01f);
  EXPECT_EQ(Int8Weight(w[0], scale), 50);
  EXPECT_EQ(Int8Weight(w[2], scale), -127);
  EXPECT_EQ(Int8Weight(w[4], scale), 0);
  EXPECT_EQ(Int8Weight(9, scale), 127);
}

TEST(Int8Weight, IsZeroWithoutAScale) {
  const float zeros[] = {0, -0.0f};
  EXPECT_EQ(Int8WeightScale(zeros, 2, 1), 0);
  EXPECT_EQ(Int8Weight(0, 0), 0);
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    const float w[] = {1, bad};
    const float scale = Int8WeightScale(w, 2, 1);
    EXPECT_TRUE(std::isnan(scale)) << bad;
    EXPECT_EQ(Int8Weight(1, scale), 0);
    EXPECT_EQ(Int8Weight(bad, scale), 0);
  }
}

template <typename Float>
std::vector<Float> Rounded(std::vector<Float> row) {
  RoundRowToInt8(std::span<Float>(row));
  return row;
}

TEST(RoundRowToInt8, KeepsTheEndsAndZeroWithinHalfAStep) {
  const std::vector<double> row = {-0.7, 0, 1.85, 0.333, 1e-3};
  const double step = (1.85 + 0.7) / 255;
  const std::vector<double> rounded = Rounded(row);
  for (size_t i = 0; i < row.size(); ++i) {
    EXPECT_NEAR(rounded[i], row[i], step * 0.5001);
    EXPECT_NEAR(rounded[i] / step, std::nearbyint(rounded[i] / step), 1e-9);
  }
  EXPECT_EQ(rounded[1], 0);
}

TEST(RoundRowToInt8, AlwaysHasZeroInItsRange) {
  // All steps are of 4 / 255, not of 1 / 255.
  const std::vector<float> rounded = Rounded<float>({3, 3.001f, 4});
  EXPECT_NEAR(rounded[0], 3, 4.0 / 255 / 2);
  EXPECT_EQ(rounded[0], rounded[1]);
  EXPECT_FLOAT_EQ(rounded[2], 4);
}

TEST(RoundRowToInt8, IsZeroForZerosAndNanForWhatIsNotFinite) {
  EXPECT_EQ(Rounded<float>({0, 0}), std::vector<float>({0, 0}));
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    for (const float x : Rounded<float>({1, bad, 2})) {
      EXPECT_TRUE(std::isnan(x)) << bad;
    }
  }
}

TEST(Precision, CountsWholeWordsAndHeads) {
  EXPECT_EQ(WordsOf(Precision::kFloat32, 5), 5);
  EXPECT_EQ(WordsOf(Precision::kBf16, 5), 3);
  EXPECT_EQ(WordsOf(Precision::kInt8, 5), 2);
  EXPECT_EQ(HeadWords(Precision::kBf16, 4000), 1);
  EXPECT_EQ(HeadWords(Precision::kInt8, kInt8Columns), 3);
  EXPECT_EQ(HeadWords(Precision::kInt8, kInt8Columns + 1), 4);
  EXPECT_EQ(PackedColumnWords(Precision::kInt8, 8), 5);
}

}  // namespace
}  // namespace burin
