// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Times one model in several precisions and batch sizes. Each row is a plate of
// its own, compiled, loaded, warmed up and run over made-up data; only the
// executions of the plate count. The instruction peak is measured right before
// and after each, because the clock of a machine that others use moves, and the
// time that others had on the same CPUs is kept beside it.

#ifndef BURIN_BENCH_MEASURE_H_
#define BURIN_BENCH_MEASURE_H_

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "bench/bench_report.h"
#include "burin/compile.h"
#include "vision/image_folder.h"
#include "vision/transform.h"

namespace burin {

struct BenchOptions {
  std::vector<int64_t> batches;         // 1 or more, each at least 1
  std::vector<std::string> precisions;  // "fp32", "bf16", "int8"
  // Measuring time of each row, of at least five executions; or, where `loop`
  // is not 0, that many executions.
  double seconds = 2;
  int loop = 0;
  int threads = 0;          // as SessionOptions
  CompileOptions compile;   // shapes, precision and self-check are set here
  std::string work_folder;  // for plates; a few are there at a time
  // Photographs for the accuracy of each precision; none: not counted.
  std::span<const ImageSample> images;
  TransformOptions transform;
  bool profile = true;  // the steps of the best row, and the speed of memory
  // Set from a signal handler: what is measured so far is returned.
  const std::atomic<bool>* stop = nullptr;
  // Called when a row is there, in the order of precisions, then batches.
  std::function<void(const BenchRow&)> row;
  // "bf16 batch 8: compiling"; of `total` stages, `done` are behind.
  std::function<void(const std::string& what, size_t done, size_t total)>
      progress;
};

// Errors: those of compiling, loading and running, with the row's name before
// them; kInterrupted when it was stopped before the first row.
Result<BenchReport> MeasureModel(const std::string& onnx_path,
                                 const BenchOptions& options);

// The shape of every input of the model that is no constant, with dimension 0
// as `batch` and other dynamic ones as 1.
Result<std::vector<std::pair<std::string, std::vector<int64_t>>>> ShapesOfBatch(
    const std::string& onnx_path, int64_t batch);

}  // namespace burin

#endif  // BURIN_BENCH_MEASURE_H_
