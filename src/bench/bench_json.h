// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A bench report as JSON, and the comparison with an earlier one. The keys
// "model", "machine" and "rows" with "precision", "batch" and
// "images_per_second" keep their meaning; others may be added.

#ifndef BURIN_BENCH_BENCH_JSON_H_
#define BURIN_BENCH_BENCH_JSON_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "bench/bench_report.h"
#include "report/json.h"

namespace burin {

Json BenchJson(const BenchReport& report);

struct BaselineRow {
  std::string precision;
  int64_t batch = 0;
  double images_per_second = 0;
};

struct Baseline {
  std::string model;  // file name without folder
  std::string cpu;
  int threads = 0;
  std::vector<BaselineRow> rows;
};

// Errors: kBadConfig for text that is no such report, kTooLarge beyond 16 MiB.
Result<Baseline> ParseBaseline(std::string_view text);
Result<Baseline> ReadBaseline(const std::string& path);

// images a second now to those of the same precision and batch then.
std::optional<double> RatioTo(const Baseline& baseline, const BenchRow& row);

// Sets to_baseline of every row, the name, and warnings when model, CPU or
// threads are not the same. The rows must be there.
void CompareTo(const Baseline& baseline, const std::string& name,
               BenchReport& report);

}  // namespace burin

#endif  // BURIN_BENCH_BENCH_JSON_H_
