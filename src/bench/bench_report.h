// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What one run of `burin bench` found: a row for each precision and batch size,
// what the machine could do at the same time, and what makes the numbers
// doubtful.

#ifndef BURIN_BENCH_BENCH_REPORT_H_
#define BURIN_BENCH_BENCH_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/machine_load.h"
#include "burin/compile.h"
#include "infer/performance.h"
#include "infer/profile.h"
#include "vision/metrics.h"

namespace burin {

struct BenchRow {
  std::string precision;
  int64_t batch = 0;
  int threads = 0;
  std::string isa;  // of the plate
  double compile_ms = 0;
  double load_ms = 0;
  TimeStats compute;  // of one execution of a whole batch
  double gflop_per_image = 0;
  // Of multiply-adds in the row's precision, measured right before and after;
  // the larger. 0: not measured.
  double peak_gflops = 0;
  OthersLoad others;                  // while the executions were timed
  std::optional<double> to_baseline;  // images a second, now to then

  double images_per_second() const;
  double share_of_peak() const;  // 0 when the peak was not measured
};

// What a precision costs in accuracy: counted on photographs if there are any,
// else what the plate's check against fp32 found, if it is reduced.
struct PrecisionScore {
  std::string precision;
  std::optional<Accuracy> accuracy;
  SelfCheckReport self_check;
};

// The instruction peak of one precision over the run, in GFLOP/s.
struct PeakRange {
  std::string precision;
  double first = 0;
  double last = 0;
  double least = 0;
  double most = 0;

  void Add(double gflops);
};

struct BenchMachine {
  std::string cpu;
  std::string isa;              // that plates are made for here
  int threads = 0;              // that rows ran with
  int cores = 0;                // that this process may use
  double load_average = 0;      // of the minute before; negative: not known
  double memory_gigabytes = 0;  // read a second; 0: not measured
};

struct BenchReport {
  std::string model;
  std::string date;  // "2022-08-09 20:37", of the caller
  BenchMachine machine;
  std::vector<BenchRow> rows;
  std::vector<PrecisionScore> scores;
  std::vector<PeakRange> peaks;
  std::vector<std::string> notes;          // of compiling
  std::optional<MeasuredProfile> profile;  // of the best row
  std::string baseline;                    // the file's name; empty: none
  std::vector<std::string> baseline_warnings;
  bool interrupted = false;  // rows are missing

  // The row of most images a second; null without rows.
  const BenchRow* best() const;
  const PrecisionScore* score(const std::string& precision) const;
};

// A line for each thing that makes the numbers doubtful: others that used the
// machine, a clock that moved, few executions, executions that vary.
std::vector<std::string> BenchWarnings(const BenchReport& report);

}  // namespace burin

#endif  // BURIN_BENCH_BENCH_REPORT_H_
