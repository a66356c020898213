// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See peak.h.

#include "cli/peak.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <vector>

#include "thread/thread_pool.h"

namespace burin::cli {
namespace {

PeakFn FnOf(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::kAvx512) return PeakAvx512;
  if (isa == Isa::kAvx2) return PeakAvx2;
#endif
  return PeakScalar;
}

// Operations a second of one run.
double Run(PeakFn fn, ThreadPool& pool, int64_t rounds) {
  const int threads = pool.threads();
  std::atomic<int64_t> operations{0};
  std::vector<float> sinks(static_cast<size_t>(threads));
  const auto start = std::chrono::steady_clock::now();
  pool.ParallelFor(threads, [&](int64_t task, int /*thread*/) {
    operations += fn(rounds, &sinks[static_cast<size_t>(task)]);
  });
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  return static_cast<double>(operations.load()) / seconds.count();
}

}  // namespace

int64_t PeakScalar(int64_t rounds, float* sink) {
  // Eight chains hide the latency of multiply and add.
  float a[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const float x = 0.5f;
  for (int64_t i = 0; i < rounds; ++i) {
    for (float& v : a) v = v * x + x;
  }
  *sink = 0;
  for (const float v : a) *sink += v;
  return rounds * 8 * 2;
}

double MeasurePeakGflops(Isa isa, int threads) {
  const PeakFn fn = FnOf(isa);
  ThreadPool pool(threads);
  int64_t rounds = 1000;
  float sink = 0;
  while (true) {  // so many rounds that one run lasts about 20 ms
    const auto start = std::chrono::steady_clock::now();
    fn(rounds, &sink);
    const std::chrono::duration<double> seconds =
        std::chrono::steady_clock::now() - start;
    if (seconds.count() > 0.01) break;
    rounds *= 2;
  }
  double best = 0;
  for (int i = 0; i < 5; ++i) best = std::max(best, Run(fn, pool, rounds));
  return best / 1e9;
}

}  // namespace burin::cli
