// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rewrites of an ONNX model of which only those stay that make it faster here,
// measured: after each one, plates of the model with and without it take turns,
// and it is kept when the gain is larger than the threshold with 95 %
// confidence. burin's compiler makes many of them by itself: both plates are
// then the same plan, and nothing is measured.

#ifndef BURIN_BENCH_KEEP_FASTER_H_
#define BURIN_BENCH_KEEP_FASTER_H_

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace burin {

struct KeepFasterOptions {
  // As CompileOptions; empty: a batch of 1.
  std::vector<std::pair<std::string, std::vector<int64_t>>> input_shapes;
  int loop = 100;        // pairs of executions
  double threshold = 0;  // 0.02: only what gains more than 2 %
  int threads = 0;
  std::string work_folder;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const std::string& what, size_t done, size_t total)>
      progress;
};

struct TriedRewrite {
  std::string name;
  size_t matches = 0;
  bool same_plan = false;  // the compiler does this itself
  bool kept = false;
  double before_ms = 0;  // medians; 0: not measured
  double after_ms = 0;
  // Time saved, as a part of the time before: the mean over pairs, and half of
  // its 95 % interval.
  double gain = 0;
  double gain_error95 = 0;
};

// What pairs of times with and without a rewrite say; pairs of zeros and less
// do not count. At least two pairs.
void JudgePairs(std::span<const double> before_ms,
                std::span<const double> after_ms, double threshold,
                TriedRewrite& tried);

struct KeepFasterReport {
  std::vector<TriedRewrite> rewrites;  // in the order of OnnxRewrites()
  size_t nodes_before = 0;
  size_t nodes_after = 0;
};

// Writes the model with the rewrites that were kept to `out_path`, all or
// nothing. `names` as in OptimizeModel. Errors: those of optimizing, compiling
// and running; kInterrupted.
Result<KeepFasterReport> KeepFaster(const std::string& in_path,
                                    const std::string& out_path,
                                    std::span<const std::string> names,
                                    const KeepFasterOptions& options);

}  // namespace burin

#endif  // BURIN_BENCH_KEEP_FASTER_H_
