// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/difference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace burin {
namespace {

TEST(Differ, GivesEveryMeasure) {
  const float a[] = {1, 2, 2}, b[] = {1, 2, 3};
  const Difference d = Differ(a, b);
  EXPECT_EQ(d.max_abs, 1);
  EXPECT_EQ(d.reference_max, 3);
  EXPECT_NEAR(d.cosine, 11 / (3 * std::sqrt(14.0)), 1e-12);
  EXPECT_NEAR(d.mean_abs, 1 / 3.0, 1e-12);
  EXPECT_NEAR(d.rms, std::sqrt(1 / 3.0), 1e-12);
  EXPECT_NEAR(d.accumulated_relative, 1 / 6.0, 1e-12);
  EXPECT_NEAR(d.euclidean_relative, 1 / std::sqrt(14.0), 1e-12);
  EXPECT_NEAR(d.max_relative, 1 / 3.0, 1e-12);
  EXPECT_NEAR(d.mean_relative, 1 / 9.0, 1e-12);
  EXPECT_NEAR(d.mean, 5 / 3.0, 1e-12);
  EXPECT_NEAR(d.reference_deviation, std::sqrt(2 / 3.0), 1e-12);
  EXPECT_TRUE(d.Within(0.34));
  EXPECT_FALSE(d.Within(0.33));
}

TEST(Differ, CountsWhatIsNoNumberAndIsWithinNoBound) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const float a[] = {nan, 0, inf};
  const float b[] = {0, 1, 2};
  EXPECT_FALSE(Differ(a, b).Within(1e9));
  EXPECT_FALSE(Differ(b, a).Within(1e9));
  EXPECT_EQ(Differ(a, b).nan, 1u);
  EXPECT_EQ(Differ(a, b).infinite, 1u);
  EXPECT_TRUE(Differ(a, b).Broken());
  EXPECT_FALSE(Differ(b, a).Broken());
}

TEST(Differ, TwoZerosAreEqual) {
  const float zero[] = {0, 0};
  EXPECT_EQ(Differ(zero, zero).cosine, 1);
  EXPECT_TRUE(Differ(zero, zero).Within(0));
}

TEST(DifferenceSums, TakeBatchesAsOne) {
  const float a[] = {1, 2, 2, 5}, b[] = {1, 2, 3, -1};
  DifferenceSums sums;
  sums.Add(std::span(a).first(2), std::span(b).first(2));
  sums.Add(std::span(a).last(2), std::span(b).last(2));
  const Difference whole = Differ(a, b);
  EXPECT_EQ(sums.Total().cosine, whole.cosine);
  EXPECT_EQ(sums.Total().rms, whole.rms);
  EXPECT_EQ(sums.Total().elements, 4u);
}

TEST(DifferenceSums, DivergenceIsThatOfTheSoftmax) {
  const float a[] = {0, 0}, b[] = {std::log(3.0f), 0};
  DifferenceSums sums;
  sums.AddFully(a, b);
  EXPECT_NEAR(sums.Total().divergence,
              0.75 * std::log(1.5) + 0.25 * std::log(0.5), 1e-6);
}

}  // namespace
}  // namespace burin
