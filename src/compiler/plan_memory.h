// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Where each buffer lies in the arena: buffers that live at the same time do
// not overlap, and the arena is small.

#ifndef BURIN_COMPILER_PLAN_MEMORY_H_
#define BURIN_COMPILER_PLAN_MEMORY_H_

#include <cstdint>
#include <span>
#include <vector>

namespace burin {

// Alive from the step `first` to the step `last`, both included.
struct Lifetime {
  uint64_t bytes = 0;
  int64_t first = 0;
  int64_t last = 0;
};

struct MemoryPlan {
  std::vector<uint64_t> offsets;  // as the lifetimes; multiples of 64
  uint64_t arena_bytes = 0;
};

// Greedy by size: the largest buffer first, each at the lowest offset that is
// free for its whole life (Pisarchyk and Lee, "Efficient Memory Management for
// Deep Neural Net Inference", 2020, section 5). Deterministic.
MemoryPlan PlanMemory(std::span<const Lifetime> lifetimes);

}  // namespace burin

#endif  // BURIN_COMPILER_PLAN_MEMORY_H_
