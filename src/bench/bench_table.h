// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A bench report as tables. What was not measured at all has no column; what
// one row lacks is an empty cell.

#ifndef BURIN_BENCH_BENCH_TABLE_H_
#define BURIN_BENCH_BENCH_TABLE_H_

#include <string>
#include <vector>

#include "bench/bench_report.h"
#include "report/table.h"

namespace burin {

// Which of the columns that not every report has there are.
struct BenchColumns {
  bool accuracy = false;
  bool check = false;  // answers that are as in fp32
  bool baseline = false;
};
BenchColumns ColumnsOf(const BenchReport& report);

// A line for each row: precision, batch, images a second, milliseconds of one
// batch, share of the peak, and the columns above.
Table RowTable(const BenchReport& report);
std::vector<std::string> RowHead(const BenchColumns& columns);
std::vector<std::string> RowCells(const BenchReport& report,
                                  const BenchRow& row,
                                  const BenchColumns& columns);

// The same and everything else that is known of a row.
Table FullTable(const BenchReport& report);

// The guides' final table: batch sizes down, precisions across, images a
// second.
Table GuideTable(const BenchReport& report);

// "best: fp32 batch 8, 412.30 images/s, ..."; empty without rows.
std::string BestText(const BenchReport& report);

// Everything, for a README or an issue.
std::string BenchMarkdown(const BenchReport& report);

}  // namespace burin

#endif  // BURIN_BENCH_BENCH_TABLE_H_
