// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures a kernel against the instruction peak, in turns, and prints the
// medians. The shares are what to compare: clocks and neighbours change.

#ifndef BURIN_BENCH_HARNESS_H_
#define BURIN_BENCH_HARNESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/kernel_table.h"
#include "peak/peak.h"
#include "thread/thread_pool.h"

namespace burin {

// `count` reproducible floats in [-scale, scale), 64-byte aligned, which live
// as long as the program.
float* NewFloats(int64_t count, float scale = 1);

struct Bench {
  ThreadPool* pool = nullptr;
  Isa isa = Isa::kScalar;
  int64_t batch = 1;
  std::string filter;          // only names that contain it are measured
  std::vector<void*> scratch;  // of each thread, 16 MB

  const KernelTable& kernels() const { return KernelsFor(isa); }

  // fn(args, task, scratch) for all tasks.
  template <typename Args>
  void Run(void (*fn)(const Args&, int64_t, void*) noexcept, const Args& args,
           int64_t tasks) {
    pool->ParallelFor(tasks, [&](int64_t task, int thread) {
      fn(args, task, scratch[static_cast<size_t>(thread)]);
    });
  }
  template <typename Args>
  void Run(void (*fn)(const Args&, int64_t) noexcept, const Args& args,
           int64_t tasks) {
    pool->ParallelFor(tasks, [&](int64_t task, int) { fn(args, task); });
  }

  // Multiply-adds on registers, on all threads: operations a second.
  double PeakRate(PeakType type = PeakType::kFp32);

  // `run` does `flops` operations of the type and must move `bytes`.
  void Report(const std::string& name, double flops, double bytes,
              const std::function<void()>& run,
              PeakType type = PeakType::kFp32);
};

void BenchProducts(Bench& bench);  // linear, mlp
void BenchOthers(Bench& bench);    // everything else

}  // namespace burin

#endif  // BURIN_BENCH_HARNESS_H_
