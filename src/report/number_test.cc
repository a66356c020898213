// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/number.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Fixed, KeepsAsManyDigitsAsAreAsked) {
  EXPECT_EQ(Fixed(1.25, 1), "1.2");
  EXPECT_EQ(Fixed(-3, 2), "-3.00");
}

TEST(Fixed, CutsWhatNobodyCanRead) { EXPECT_EQ(Fixed(1e300, 1).size(), 63u); }

TEST(ShortNumber, ShowsThreeDigits) {
  EXPECT_EQ(ShortNumber(0.05), "0.05");
  EXPECT_EQ(ShortNumber(2.5), "2.5");
  EXPECT_EQ(ShortNumber(480), "480");
  EXPECT_EQ(ShortNumber(1000), "1000");
  EXPECT_EQ(ShortNumber(9876), "9876");
  EXPECT_EQ(ShortNumber(12000), "12k");
}

}  // namespace
}  // namespace burin
