// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "base/float16.h"

#include <gtest/gtest.h>

#include <cmath>

namespace burin {
namespace {

TEST(Float16, EveryValueSurvivesTheRoundTrip) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    Float16 h;
    h.bits = static_cast<uint16_t>(bits);
    const float f = static_cast<float>(h);
    if (std::isnan(f)) {
      EXPECT_TRUE(std::isnan(static_cast<float>(Float16(f))));
    } else {
      ASSERT_EQ(Float16(f).bits, bits);
    }
  }
}

TEST(Float16, RoundsToNearestEvenAndOverflowsToInfinity) {
  EXPECT_EQ(Float16(1.0f + 0x1p-11f).bits, Float16(1.0f).bits);
  EXPECT_EQ(Float16(1.0f + 0x3p-11f).bits, Float16(1.0f).bits + 2);
  EXPECT_EQ(Float16(65519.0f).bits, 0x7bff);
  EXPECT_EQ(Float16(65520.0f).bits, 0x7c00);
  EXPECT_EQ(Float16(0x1p-25f).bits, 0);
  EXPECT_EQ(Float16(0x1.1p-25f).bits, 1);
}

TEST(BFloat16, RoundsToNearestEvenAndKeepsNan) {
  EXPECT_EQ(BFloat16(1.0f + 0x1p-8f).bits, BFloat16(1.0f).bits);
  EXPECT_EQ(BFloat16(1.0f + 0x3p-8f).bits, BFloat16(1.0f).bits + 2);
  EXPECT_TRUE(std::isnan(static_cast<float>(BFloat16(NAN))));
}

}  // namespace
}  // namespace burin
