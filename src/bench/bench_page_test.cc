// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/bench_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/bench_table.h"
#include "bench/bench_testing.h"
#include "report/escape.h"
#include "report/markup_testing.h"

namespace burin {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(BenchHtml, IsWellFormedAndRefersToNothingOutside) {
  BenchReport report = QuietReport();
  report.interrupted = true;  // so that there are warnings
  const std::string html = BenchHtml(report);
  EXPECT_EQ(MarkupFault(html), "");
  EXPECT_EQ(OutsideReference(html), "");
  EXPECT_THAT(html, HasSubstr("A &lt;fast&gt; CPU"));
  EXPECT_THAT(html, Not(HasSubstr("<fast>")));
}

TEST(BenchHtml, ShowsEveryNumberOfTheTables) {
  const BenchReport report = QuietReport();
  const std::string html = BenchHtml(report);
  for (const Table& table :
       {RowTable(report), FullTable(report), GuideTable(report)}) {
    for (const auto& row : table.rows) {
      for (const std::string& cell : row) {
        EXPECT_THAT(html, HasSubstr(">" + EscapeHtml(cell) + "</td>"));
      }
    }
  }
}

TEST(BenchHtml, DrawsTheThreeCharts) {
  const std::string html = BenchHtml(QuietReport());
  for (const char* name :
       {"aria-label=\"images a second by batch size\"",
        "aria-label=\"time by step\"", "aria-label=\"roofline\""}) {
    EXPECT_THAT(html, HasSubstr(name));
  }
  EXPECT_THAT(html, HasSubstr("6 further steps"));
}

TEST(BenchHtml, HoldsEachStepAgainstThePeakOfItsPrecision) {
  const std::string html = BenchHtml(QuietReport());
  EXPECT_THAT(html, HasSubstr("bf16 peak, 500"));
  // Steps 0 and 2: 0.3 GFLOP in 1 ms in bf16, and in 1.25 ms in fp32.
  EXPECT_THAT(html, HasSubstr(">300.0</td><td>60.0</td>"));
  EXPECT_THAT(html, HasSubstr(">240.0</td><td>96.0</td>"));
}

TEST(BenchHtml, HasItsChartsAboveTheLongTables) {
  const std::string html = BenchHtml(QuietReport());
  const size_t rows = html.find("Every row");
  EXPECT_LT(html.find("aria-label=\"roofline\""), rows);
  EXPECT_LT(rows, html.find("All steps of"));
}

TEST(BenchHtml, OfAReportWithoutRowsOrProfileIsStillAPage) {
  EXPECT_EQ(MarkupFault(BenchHtml(BenchReport{})), "");
  BenchReport report = QuietReport();
  report.profile.reset();
  const std::string html = BenchHtml(report);
  EXPECT_EQ(MarkupFault(html), "");
  EXPECT_THAT(html, Not(HasSubstr("roofline")));
}

TEST(BenchHtml, GivesTheSameBytesAgain) {
  EXPECT_EQ(BenchHtml(QuietReport()), BenchHtml(QuietReport()));
}

}  // namespace
}  // namespace burin
