// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bandwidth.h.

#include "peak/bandwidth.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "base/aligned_buffer.h"
#include "thread/topology.h"

namespace burin {
namespace {

// Eight sums, so that no addition waits for the one before.
uint64_t SumOfWords(const uint64_t* words, size_t count) {
  uint64_t sums[8] = {};
  for (size_t i = 0; i + 8 <= count; i += 8) {
    for (size_t k = 0; k < 8; ++k) sums[k] += words[i + k];
  }
  uint64_t sum = 0;
  for (const uint64_t part : sums) sum += part;
  return sum;
}

}  // namespace

size_t BandwidthBytes() {
  constexpr int64_t kMiB = 1 << 20;
  return static_cast<size_t>(
      std::clamp(4 * ReadTopology().l3_bytes, 64 * kMiB, 1024 * kMiB));
}

Result<double> MeasureReadGigabytes(ThreadPool& pool, size_t bytes) {
  // A task is a stretch of 1 MiB: long for the prefetcher, short enough that a
  // thread that others hold up leaves little to wait for.
  constexpr size_t kTaskBytes = size_t{1} << 20;
  const size_t tasks = std::max<size_t>(bytes / kTaskBytes, 1);
  BURIN_ASSIGN(AlignedBuffer buffer,
               AlignedBuffer::Allocate(tasks * kTaskBytes));
  std::byte* const data = buffer.data();
  const auto words = [&](int64_t task) {
    return reinterpret_cast<uint64_t*>(data +
                                       static_cast<size_t>(task) * kTaskBytes);
  };
  // Touched by the threads that read it, so that it lies near them.
  pool.ParallelFor(static_cast<int64_t>(tasks), [&](int64_t task, int) {
    std::memset(words(task), 1, kTaskBytes);
  });
  double best = 0;
  for (int pass = 0; pass < 3; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    pool.ParallelFor(static_cast<int64_t>(tasks), [&](int64_t task, int) {
      volatile uint64_t kept =
          SumOfWords(words(task), kTaskBytes / sizeof(uint64_t));
      static_cast<void>(kept);
    });
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - start;
    if (took.count() > 0) {
      best = std::max(
          best, static_cast<double>(tasks * kTaskBytes) / 1e9 / took.count());
    }
  }
  return best;
}

}  // namespace burin
