// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See profile_csv.h.

#include "infer/profile_csv.h"

#include "report/number.h"
#include "report/table.h"

namespace burin {

std::string ProfileCsv(const MeasuredProfile& profile,
                       const std::string& model) {
  Table table;
  table.head = {"Model Name",        "Task ID",       "Op Name",
                "OP Type",           "Task Type",     "Task Start Time(us)",
                "Task Duration(us)", "Output Shapes", "GFLOP",
                "GFLOP/s",           "Bytes",         "GB/s",
                "Threads Busy(%)",   "Precision",     "Share of Peak(%)"};
  for (size_t i = 0; i < profile.run.steps.size(); ++i) {
    const StepProfile& step = profile.run.steps[i];
    const CostSum cost = SumOf({&step, 1}, profile.peaks);
    table.rows.push_back(
        {model, std::to_string(i), step.name, step.op, step.kernel,
         Fixed(static_cast<double>(step.last.start_ns) / 1e3, 3),
         Fixed(1e3 * step.milliseconds, 3), step.shape, Fixed(step.gflop, 6),
         Fixed(cost.gflops(), 2), std::to_string(step.bytes),
         Fixed(cost.gigabytes(), 2), Fixed(100 * step.busy, 1),
         ProductPrecision(step),
         cost.peak_milliseconds > 0 ? Fixed(100 * cost.share_of_peak(), 1)
                                    : ""});
  }
  return TableCsv(table);
}

}  // namespace burin
