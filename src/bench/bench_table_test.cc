// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/bench_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/bench_testing.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(RowTable, HasALineForEachRow) {
  const Table table = RowTable(QuietReport());
  EXPECT_THAT(table.head,
              ElementsAre("precision", "batch", "images/s", "mean ms", "p50 ms",
                          "p90 ms", "p99 ms", "peak %", "top-1 %", "top-5 %",
                          "as fp32 %", "to baseline"));
  ASSERT_THAT(table.rows, SizeIs(4));
  EXPECT_THAT(table.rows[1],
              ElementsAre("fp32", "8", "200.00", "40.000", "40.000", "40.000",
                          "40.000", "80.0", "81.30", "95.50", "", "1.125"));
  EXPECT_THAT(table.rows[3],
              ElementsAre("bf16", "8", "307.69", "26.000", "26.000", "26.000",
                          "26.000", "123.1", "", "", "98.4", "1.125"));
}

TEST(RowTable, HasNoColumnsForWhatWasNotMeasured) {
  BenchReport report;
  report.rows = {RowOf("fp32", 1, 10)};
  EXPECT_EQ(RowTable(report).head.back(), "peak %");
}

TEST(FullTable, IsAsWideInEveryRow) {
  const Table table = FullTable(QuietReport());
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.head.size());
}

TEST(GuideTable, PutsPrecisionsSideBySideAndTheBestLast) {
  const Table table = GuideTable(QuietReport());
  EXPECT_THAT(table.head,
              ElementsAre("batch", "fp32 images/s", "bf16 images/s"));
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_THAT(table.rows[0], ElementsAre("1", "100.00", "160.00"));
  EXPECT_THAT(table.rows[2], ElementsAre("best", "200.00", "307.69"));
}

TEST(GuideTable, LeavesOutWhatARowLacks) {
  BenchReport report = QuietReport();
  report.rows.pop_back();
  EXPECT_THAT(GuideTable(report).rows[1], ElementsAre("8", "200.00", ""));
}

TEST(BestText, NamesTheBestBatch) {
  EXPECT_EQ(BestText(QuietReport()),
            "best: batch 8 in bf16, 307.69 images/s, 2 threads, 123.1 % of the "
            "peak, 1.125 of old.json");
  EXPECT_EQ(BestText(BenchReport{}), "");
}

TEST(BenchMarkdown, HasBothTablesAndTheWarnings) {
  BenchReport report = QuietReport();
  report.interrupted = true;
  const std::string text = BenchMarkdown(report);
  EXPECT_THAT(text, HasSubstr("\n| 8 | 200.00 | 307.69 |\n"));
  EXPECT_THAT(text, HasSubstr("\n| fp32 | 8 | 200.00 | 40.000 |"));
  EXPECT_THAT(text, HasSubstr("A \\<fast\\> CPU, 2 threads, avx512"));
  EXPECT_THAT(text, HasSubstr("* Warning: the run was stopped"));
}

}  // namespace
}  // namespace burin
