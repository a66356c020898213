// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/performance.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

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

TEST(SummaryLines, GiveTheRateOfOverlappingExecutions) {
  const std::vector<std::string> lines =
      SummaryLines({{}, {2, 2}, {}}, 4, false, 1.25);
  EXPECT_EQ(lines[1].substr(0, 35), "NPU_compute_time (ms): min = 2.0, m");
  EXPECT_EQ(lines[2],
            "throughput 1000*batchsize.mean(4)/NPU_compute_time.mean(1.25): "
            "3200.0");
}

TEST(SummaryLines, ShowReadingAndWritingWhenAsked) {
  const std::vector<std::string> lines = SummaryLines({{1}, {2}, {3}}, 4, true);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[1].substr(0, 30), "H2D_latency (ms): min = 1.0, m");
  EXPECT_EQ(lines[3].substr(0, 30), "D2H_latency (ms): min = 3.0, m");
}

}  // namespace
}  // namespace burin
