// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/mlp/gelu_codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace burin {
namespace {

double Gelu(double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); }

// As gelu_codes.h says.
int ArgumentCode(const RowGeluCodes& row, double x) {
  const double t = std::nearbyint(x / static_cast<double>(row.scale));
  const double below = std::nearbyint(t * row.codes->slope / 32768);
  return static_cast<int>(
      std::clamp((t < 0 ? below : t) + row.codes->zero, 0.0, 255.0));
}

double Result(const RowGeluCodes& row, double x) {
  return static_cast<double>(row.scale) *
         (row.codes->results[ArgumentCode(row, x)] - row.codes->zero);
}

TEST(GeluCodes, AreWithinAStepOfGelu) {
  for (float most = 0.3f; most < 1000; most *= 1.07f) {
    const RowGeluCodes row = GeluCodesFor(AllGeluCodes(), most);
    const double step = static_cast<double>(row.scale);
    for (double x = -8; x <= static_cast<double>(most); x += 0.01) {
      // Half a step by rounding the result, the rest by rounding the argument,
      // where the slope of GELU is up to 1.13, or 0.5 below 0; and the tail.
      const double below = 0.25 * step * 32768 / row.codes->slope + 0.0025;
      const double bound = (x < 0 ? below : 0.57 * step) + 0.5 * step;
      ASSERT_NEAR(Result(row, x), Gelu(x), bound) << most << " " << x;
    }
  }
}

TEST(GeluCodes, ArgumentsFarAboveZeroAreTheirOwnResults) {
  for (float most = 4; most < 1000; most *= 1.5f) {
    const RowGeluCodes row = GeluCodesFor(AllGeluCodes(), most);
    for (int code = 0; code < 256; ++code) {
      if ((code - row.codes->zero) * static_cast<double>(row.scale) < 3.5) {
        continue;
      }
      EXPECT_EQ(row.codes->results[code], code) << most;
    }
  }
}

TEST(GeluCodes, HaveTheLeastRangeThatHoldsTheLargest) {
  const auto range = [](float most) {
    const RowGeluCodes row = GeluCodesFor(AllGeluCodes(), most);
    EXPECT_NEAR(row.scale * row.steps, 1, 1e-6f);
    return row.scale * static_cast<float>(255 - row.codes->zero);
  };
  EXPECT_FLOAT_EQ(range(0), 0.5f);
  EXPECT_FLOAT_EQ(range(0.5f), 0.5f);
  EXPECT_FLOAT_EQ(range(0.51f), 0.5625f);
  EXPECT_FLOAT_EQ(range(7.9f), 8);
  EXPECT_FLOAT_EQ(range(8), 8);
  EXPECT_FLOAT_EQ(range(8.001f), 9);
  EXPECT_FLOAT_EQ(range(128), 128);
  EXPECT_FLOAT_EQ(range(3000), 3000);
}

TEST(GeluCodes, HaveNoFiniteScaleForWhatIsNotFinite) {
  const GeluCodes* all = AllGeluCodes();
  EXPECT_FALSE(std::isfinite(GeluCodesFor(all, __builtin_inff()).scale));
  EXPECT_FALSE(std::isfinite(GeluCodesFor(all, __builtin_nanf("")).scale));
}

}  // namespace
}  // namespace burin
