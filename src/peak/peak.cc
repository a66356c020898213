// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "peak/peak.h"

#include <algorithm>
#include <chrono>

#include "peak/loops.h"

namespace burin {
namespace {

PeakLoop LoopOf(Isa isa, PeakType type) {
#if defined(__x86_64__)
  if (isa >= Isa::kAvx512Bf16) {
    if (type == PeakType::kBf16) return PeakBf16Avx512;
    if (type == PeakType::kInt8) return PeakInt8Avx512;
  }
  if (isa >= Isa::kAvx512) return PeakFp32Avx512;
  if (isa == Isa::kAvx2) return PeakFp32Avx2;
#endif
  return PeakFp32Scalar;
}

template <typename Fn>
double SecondsOf(const Fn& fn) {
  const auto start = std::chrono::steady_clock::now();
  fn();
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  return seconds.count();
}

// Rounds that take about `seconds` on one thread.
int64_t RoundsFor(Isa isa, PeakType type, double seconds) {
  constexpr double kTrial = 0.002;
  int64_t rounds = 1024;
  while (true) {
    const double took = SecondsOf([&] { BurnMultiplyAdds(isa, type, rounds); });
    if (took > kTrial) {
      return std::max<int64_t>(
          1,
          static_cast<int64_t>(static_cast<double>(rounds) * seconds / took));
    }
    rounds *= 2;
  }
}

}  // namespace

std::string_view PeakTypeName(PeakType type) {
  switch (type) {
    case PeakType::kFp32:
      break;
    case PeakType::kBf16:
      return "bf16";
    case PeakType::kInt8:
      return "int8";
  }
  return "fp32";
}

double BurnMultiplyAdds(Isa isa, PeakType type, int64_t rounds) {
  float sink = 0;
  const double operations = LoopOf(isa, type)(rounds, &sink);
  volatile float kept = sink;
  static_cast<void>(kept);
  return operations * static_cast<double>(rounds);
}

double MeasurePeakGflops(ThreadPool& pool, Isa isa, PeakType type,
                         double seconds) {
  // Many tasks a thread: one that wakes late then leaves little to wait for.
  constexpr int kTasks = 16;
  const int tasks = kTasks * pool.threads();
  const int64_t rounds = RoundsFor(isa, type, seconds / kTasks);
  const double operations = BurnMultiplyAdds(isa, type, rounds) * tasks;
  double best = 0;
  for (int run = 0; run < 5; ++run) {
    const double took = SecondsOf([&] {
      pool.ParallelFor(tasks, [&](int64_t /*task*/, int /*thread*/) {
        BurnMultiplyAdds(isa, type, rounds);
      });
    });
    best = std::max(best, operations / took);
  }
  return best / 1e9;
}

double MeasurePeakGflops(Isa isa, int threads, PeakType type, double seconds) {
  ThreadPool pool(threads);
  return MeasurePeakGflops(pool, isa, type, seconds);
}

}  // namespace burin
