// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/bench_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/bench_testing.h"

namespace burin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(BenchRow, CountsImagesAndTheirShareOfThePeak) {
  const BenchRow row = RowOf("fp32", 8, 40);
  EXPECT_DOUBLE_EQ(row.images_per_second(), 200);
  EXPECT_DOUBLE_EQ(row.share_of_peak(), 0.8);
  BenchRow unknown = row;
  unknown.peak_gflops = 0;
  EXPECT_EQ(unknown.share_of_peak(), 0);
}

TEST(PeakRange, KeepsTheEndsAndTheLimits) {
  PeakRange peak;
  for (const double gflops : {480.0, 500.0, 470.0}) peak.Add(gflops);
  EXPECT_EQ(peak.first, 480);
  EXPECT_EQ(peak.last, 470);
  EXPECT_EQ(peak.least, 470);
  EXPECT_EQ(peak.most, 500);
}

TEST(BenchReport, NamesTheRowOfMostImages) {
  const BenchReport report = QuietReport();
  EXPECT_EQ(report.best()->precision, "bf16");
  EXPECT_EQ(report.best()->batch, 8);
  EXPECT_EQ(BenchReport{}.best(), nullptr);
}

TEST(BenchWarnings, AreNoneOnAQuietMachine) {
  EXPECT_THAT(BenchWarnings(QuietReport()), IsEmpty());
  EXPECT_THAT(BenchWarnings(BenchReport{}), IsEmpty());
}

TEST(BenchWarnings, NameTheRowThatOthersDisturbedMost) {
  BenchReport report = QuietReport();
  report.rows[1].others.cores = 0.3;
  report.rows[2].others.cores = 0.75;
  EXPECT_THAT(
      BenchWarnings(report),
      ElementsAre(AllOf(HasSubstr("other processes"), HasSubstr("2 of 4 rows"),
                        HasSubstr("bf16 batch 1: 0.75 of 2 cores"))));
}

TEST(BenchWarnings, TellTheHostFromOtherProcesses) {
  BenchReport report = QuietReport();
  report.rows[0].others.stolen_cores = 0.5;
  EXPECT_THAT(BenchWarnings(report),
              ElementsAre(HasSubstr("the host of this virtual machine")));
}

TEST(BenchWarnings, TellThatTheClockMoved) {
  BenchReport report = QuietReport();
  report.peaks[0].last = report.peaks[0].least = 400;
  EXPECT_THAT(BenchWarnings(report),
              ElementsAre(AllOf(HasSubstr("began at 500.0"),
                                HasSubstr("ended at 400.0"))));
}

TEST(BenchWarnings, TellThatExecutionsDifferOrAreFew) {
  BenchReport report = QuietReport();
  report.rows[1].compute.stddev = 10;
  report.rows[2].compute.count = 2;
  EXPECT_THAT(BenchWarnings(report),
              ElementsAre(HasSubstr("most of fp32 batch 8: standard deviation "
                                    "25.0 % of the mean"),
                          HasSubstr("fewer than 5 executions in 1 of 4 rows, "
                                    "as of bf16 batch 1")));
}

TEST(BenchWarnings, TellThatRowsAreMissing) {
  BenchReport report = QuietReport();
  report.interrupted = true;
  report.baseline_warnings = {"baseline x: y"};
  EXPECT_THAT(BenchWarnings(report),
              ElementsAre(HasSubstr("stopped"), "baseline x: y"));
}

}  // namespace
}  // namespace burin
