// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: a report with everything in it.

#ifndef BURIN_BENCH_BENCH_TESTING_H_
#define BURIN_BENCH_BENCH_TESTING_H_

#include <string>
#include <vector>

#include "bench/bench_report.h"

namespace burin {

// `batch` images in `ms`, of 2 GFLOP each, on a machine of 500 GFLOP/s.
inline BenchRow RowOf(std::string precision, int64_t batch, double ms) {
  BenchRow row;
  row.precision = std::move(precision);
  row.batch = batch;
  row.threads = 2;
  row.isa = "avx512";
  row.compile_ms = 1250;
  row.load_ms = 12.5;
  const std::vector<double> times(20, ms);
  row.compute = Summarize(times);
  row.gflop_per_image = 2;
  row.peak_gflops = 500;
  row.others = {true, 0.01, 0};
  return row;
}

inline BenchReport QuietReport() {
  BenchReport report;
  report.model = "folder/net.onnx";
  report.date = "2022-08-09 20:37";
  report.machine = {"A <fast> CPU", "avx512", 2, 2, 0.1, 40};
  report.rows = {RowOf("fp32", 1, 10), RowOf("fp32", 8, 40),
                 RowOf("bf16", 1, 6.25), RowOf("bf16", 8, 26)};
  report.scores = {{"fp32", Accuracy{1000, 813, 955}, {}}, {"bf16", {}, {}}};
  report.scores[1].self_check.ran = true;
  report.scores[1].self_check.images = "64 images made here";
  report.scores[1].self_check.rows = 64;
  report.scores[1].self_check.agreeing = 63;
  report.peaks = {{"fp32", 500, 499, 498, 501}};
  report.notes = {"fp32: a note"};
  report.baseline = "old.json";
  for (BenchRow& row : report.rows) row.to_baseline = 1.125;
  MeasuredProfile profile;
  profile.isa = "avx512";
  profile.threads = 2;
  profile.batch = 8;
  profile.peaks = {{"fp32", 250}, {"bf16", 500}};
  profile.run.milliseconds = 26;
  for (int i = 0; i < 15; ++i) {
    StepProfile step;
    step.op = i % 3 == 0 ? "FusedMlp" : i % 3 == 1 ? "Softmax" : "FusedLinear";
    step.kernel = "avx512";
    step.name = "node<" + std::to_string(i) + ">";
    step.shape = "8x196x384";
    step.precision = i % 3 == 0 ? "bf16" : "fp32";
    if (i % 3 != 1) {
      step.product = "1568x384x" + std::to_string(96 + i);
      step.gflop = 0.3;
    }
    step.bytes = 3'000'000;
    step.milliseconds = 1 + 0.125 * i;
    step.busy = 0.9;
    profile.run.steps.push_back(step);
  }
  report.profile = profile;
  return report;
}

}  // namespace burin

#endif  // BURIN_BENCH_BENCH_TESTING_H_
