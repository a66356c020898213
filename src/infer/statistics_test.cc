// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace burin {
namespace {

TEST(Percentile, InterpolatesLinearlyAsNumPy) {
  std::vector<double> values(101);
  std::iota(values.begin(), values.end(), 0.0);
  EXPECT_EQ(Percentile(values, 99), 99.0);
  EXPECT_EQ(Percentile(std::vector<double>{7}, 99), 7.0);
  // np.percentile([1, 2, 3, 4], 99) and np.percentile([1, 2, 4, 8], 30)
  EXPECT_EQ(Percentile(std::vector<double>{1, 2, 3, 4}, 99),
            3.9699999999999998);
  EXPECT_DOUBLE_EQ(Percentile(std::vector<double>{1, 2, 4, 8}, 30), 1.9);
}

TEST(Summarize, GivesAllFiguresOfAnUnsortedList) {
  const std::vector<double> ms = {4, 1, 3, 2};
  const TimeStats s = Summarize(ms);
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.max, 4);
  EXPECT_EQ(s.mean, 2.5);
  EXPECT_EQ(s.median, 2.5);
  EXPECT_DOUBLE_EQ(s.percentile90, 3.7);
  EXPECT_DOUBLE_EQ(s.percentile95, 3.85);
  EXPECT_EQ(s.percentile99, 3.9699999999999998);
  EXPECT_DOUBLE_EQ(s.stddev, std::sqrt(5.0 / 3));
  EXPECT_DOUBLE_EQ(s.mean_error95, 3.1824 * std::sqrt(5.0 / 3) / 2);
  EXPECT_EQ(s.count, 4u);
}

TEST(Summarize, KnowsNoSpreadOfOneTimeAndNothingOfNone) {
  const TimeStats one = Summarize(std::vector<double>{3});
  EXPECT_EQ(one.mean, 3);
  EXPECT_EQ(one.stddev, 0);
  EXPECT_EQ(one.mean_error95, 0);
  EXPECT_EQ(Summarize({}).count, 0u);
  EXPECT_EQ(Summarize({}).max, 0);
}

TEST(StudentT975, AgreesWithTables) {
  EXPECT_NEAR(StudentT975(1), 12.7062, 2e-4);
  EXPECT_NEAR(StudentT975(9), 2.2622, 2e-4);
  EXPECT_NEAR(StudentT975(10), 2.2281, 2e-4);
  EXPECT_NEAR(StudentT975(30), 2.0423, 2e-4);
  EXPECT_NEAR(StudentT975(99), 1.9842, 2e-4);
  EXPECT_NEAR(StudentT975(1000000), 1.95996, 2e-4);
}

}  // namespace
}  // namespace burin
