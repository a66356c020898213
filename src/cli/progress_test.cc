// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress.h"

#include <gtest/gtest.h>

namespace burin::cli {
namespace {

TEST(ProgressText, HasRateAndTimeLeft) {
  EXPECT_EQ(ProgressText("infer", 120, 500, 0, 10),
            "infer: 120/500  24 %  12.0/s  32 s left");
}

TEST(ProgressText, DoesNotCountWhatWasThereBefore) {
  EXPECT_EQ(ProgressText("infer", 120, 500, 100, 10),
            "infer: 120/500  24 %  2.0/s  3 min 10 s left");
}

TEST(ProgressText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(ProgressText("x", 0, 10, 0, 3), "x: 0/10  0 %");
  EXPECT_EQ(ProgressText("x", 5, 10, 5, 0), "x: 5/10  50 %");
  EXPECT_EQ(ProgressText("x", 0, 0, 0, 0), "x: 0/0");
}

TEST(ProgressText, EndsWithoutTimeLeft) {
  EXPECT_EQ(ProgressText("x", 1000, 1000, 0, 2), "x: 1000/1000  100 %  500/s");
}

TEST(TimedProgressText, CountsDownTheTime) {
  EXPECT_EQ(TimedProgressText("infer", 300, 2, 10),
            "infer: 300  20 %  150/s  8 s left");
  EXPECT_EQ(TimedProgressText("infer", 0, 0, 3), "infer: 0  0 %  3 s left");
  EXPECT_EQ(TimedProgressText("infer", 40, 11, 10),
            "infer: 40  100 %  3.6/s  0 s left");
}

TEST(DurationText, RoundsUpInTheLargestUnits) {
  EXPECT_EQ(DurationText(0), "0 s");
  EXPECT_EQ(DurationText(44.2), "45 s");
  EXPECT_EQ(DurationText(200), "3 min 20 s");
  EXPECT_EQ(DurationText(7500), "2 h 05 min");
  EXPECT_EQ(DurationText(1e300), "long");
}

TEST(ProgressLine, PrintsNothingWithoutATerminal) {
  testing::internal::CaptureStderr();
  {
    ProgressLine line("x");
    line.Update(1, 2);
    StatusLine status("y");
    status.Show("z");
    status.Clear();
    const WaitingLine waiting("w");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace burin::cli
