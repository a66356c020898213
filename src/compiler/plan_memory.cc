// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See plan_memory.h.

#include "compiler/plan_memory.h"

#include <algorithm>
#include <numeric>

#include "base/aligned_buffer.h"
#include "base/checked_math.h"

namespace burin {

MemoryPlan PlanMemory(std::span<const Lifetime> lifetimes) {
  MemoryPlan plan;
  plan.offsets.resize(lifetimes.size(), 0);
  std::vector<size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return lifetimes[a].bytes > lifetimes[b].bytes;
  });
  std::vector<size_t> placed;  // in order of offset
  for (const size_t i : order) {
    const Lifetime& life = lifetimes[i];
    const uint64_t bytes = RoundUp(life.bytes, uint64_t{kAlignment});
    uint64_t offset = 0;
    for (const size_t j : placed) {
      const bool together =
          lifetimes[j].first <= life.last && life.first <= lifetimes[j].last;
      if (!together) continue;
      if (plan.offsets[j] >= offset + bytes) break;  // it fits before j
      const uint64_t end =
          plan.offsets[j] + RoundUp(lifetimes[j].bytes, uint64_t{kAlignment});
      offset = std::max(offset, end);
    }
    plan.offsets[i] = offset;
    plan.arena_bytes = std::max(plan.arena_bytes, offset + bytes);
    const auto at = std::upper_bound(
        placed.begin(), placed.end(), offset,
        [&](uint64_t o, size_t j) { return o < plan.offsets[j]; });
    placed.insert(at, i);
  }
  return plan;
}

}  // namespace burin
