// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/harness.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/aligned_buffer.h"

namespace burin {
namespace {

// Wall time; or, with BURIN_BENCH_CLOCK=cpu, the time that this process had a
// CPU, divided by its threads, which other processes do not disturb.
double Seconds(int threads) {
  static const bool cpu = [] {
    const char* clock = std::getenv("BURIN_BENCH_CLOCK");
    return clock != nullptr && std::strcmp(clock, "cpu") == 0;
  }();
  timespec now;
  clock_gettime(cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return (static_cast<double>(now.tv_sec) +
          1e-9 * static_cast<double>(now.tv_nsec)) /
         (cpu ? threads : 1);
}

}  // namespace

float* NewFloats(int64_t count, float scale) {
  // Kept until the program ends: a benchmark's tensors outlive its closures.
  static std::vector<AlignedBuffer>& kept = *new std::vector<AlignedBuffer>;
  kept.push_back(
      AlignedBuffer::Allocate(static_cast<size_t>(count) * 4 + 64).value());
  float* p = reinterpret_cast<float*>(kept.back().data());
  uint32_t state = 12345;
  for (int64_t i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    p[i] = scale * (static_cast<float>(state >> 8) / 8388608.0f - 1);
  }
  return p;
}

double Bench::PeakRate(PeakType type) {
  constexpr int64_t kRounds = 25000;
  const double start = Seconds(pool->threads());
  double flops = 0;
  pool->ParallelFor(pool->threads(), [&](int64_t task, int) {
    const double done = BurnMultiplyAdds(isa, type, kRounds);
    if (task == 0) flops = done;
  });
  return flops * pool->threads() / (Seconds(pool->threads()) - start);
}

void Bench::Report(const std::string& name, double flops, double bytes,
                   const std::function<void()>& run, PeakType type) {
  if (name.find(filter) == std::string::npos) return;
  run();
  std::vector<double> shares, rates, times;
  for (int round = 0; round < 15; ++round) {
    const double peak = PeakRate(type);
    int repeats = 0;
    const double start = Seconds(pool->threads());
    double elapsed = 0;
    do {
      run();
      ++repeats;
      elapsed = Seconds(pool->threads()) - start;
    } while (elapsed < 0.01);
    const double rate = flops * repeats / elapsed;
    const double peak2 = PeakRate(type);
    shares.push_back(rate / std::max(peak, peak2));
    rates.push_back(rate);
    times.push_back(elapsed / repeats);
  }
  const auto median = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
  };
  std::printf("%-52s %9.1f us %7.1f GFLOP/s %5.1f %% (best %5.1f) %6.1f GB/s\n",
              name.c_str(), median(times) * 1e6, median(rates) * 1e-9,
              median(shares) * 100,
              *std::max_element(shares.begin(), shares.end()) * 100,
              bytes / median(times) * 1e-9);
  std::fflush(stdout);
}

}  // namespace burin
