// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/performance.h"

#include <gtest/gtest.h>

#include <numeric>

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
  EXPECT_EQ(s.percentile99, 3.9699999999999998);
  EXPECT_EQ(s.count, 4u);
  EXPECT_EQ(Summarize({}).count, 0u);
}

TEST(NumberText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(NumberText(2.4560000896453857), "2.4560000896453857");
  EXPECT_EQ(NumberText(0.1), "0.1");
  EXPECT_EQ(NumberText(3), "3.0");
  EXPECT_EQ(NumberText(-3), "-3.0");
}

TEST(SummaryLines, EndTheThroughputLineWithTheNumber) {
  const PhaseTimes times{{1}, {2, 2}, {3}};
  const std::vector<std::string> lines = SummaryLines(times, 4, false);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "-----------------Performance Summary------------------");
  EXPECT_EQ(lines[1],
            "NPU_compute_time (ms): min = 2.0, max = 2.0, mean = 2.0, median = "
            "2.0, percentile(99%) = 2.0");
  EXPECT_EQ(lines[2],
            "throughput 1000*batchsize.mean(4)/NPU_compute_time.mean(2.0): "
            "2000.0");
}

TEST(SummaryLines, ShowReadingAndWritingWhenAsked) {
  const std::vector<std::string> lines = SummaryLines({{1}, {2}, {3}}, 4, true);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[1].substr(0, 30), "H2D_latency (ms): min = 1.0, m");
  EXPECT_EQ(lines[3].substr(0, 30), "D2H_latency (ms): min = 3.0, m");
}

}  // namespace
}  // namespace burin
