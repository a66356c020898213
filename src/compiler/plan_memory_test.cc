// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "compiler/plan_memory.h"

#include <gtest/gtest.h>

#include <random>

namespace burin {
namespace {

TEST(PlanMemory, BuffersOfDifferentTimesShareMemory) {
  const Lifetime lives[] = {{100, 0, 1}, {100, 2, 3}, {64, 1, 2}};
  const MemoryPlan plan = PlanMemory(lives);
  EXPECT_EQ(plan.offsets, (std::vector<uint64_t>{0, 0, 128}));
  EXPECT_EQ(plan.arena_bytes, 192u);
}

TEST(PlanMemory, NoTwoBuffersThatLiveTogetherOverlap) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<Lifetime> lives(40);
    for (Lifetime& life : lives) {
      life.bytes = random() % 1000;
      life.first = static_cast<int64_t>(random() % 50);
      life.last = life.first + static_cast<int64_t>(random() % 10);
    }
    const MemoryPlan plan = PlanMemory(lives);
    for (size_t i = 0; i < lives.size(); ++i) {
      EXPECT_EQ(plan.offsets[i] % 64, 0u);
      EXPECT_LE(plan.offsets[i] + lives[i].bytes, plan.arena_bytes);
      for (size_t j = 0; j < i; ++j) {
        const bool together =
            lives[i].first <= lives[j].last && lives[j].first <= lives[i].last;
        const bool overlap =
            plan.offsets[i] < plan.offsets[j] + lives[j].bytes &&
            plan.offsets[j] < plan.offsets[i] + lives[i].bytes;
        EXPECT_FALSE(together && overlap) << i << " " << j;
      }
    }
  }
}

}  // namespace
}  // namespace burin
