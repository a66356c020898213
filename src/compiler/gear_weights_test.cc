// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/gear_weights.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace burin {
namespace {

// Reads a weight of 100 bytes at each of the offsets.
Plan Reading(const std::vector<uint64_t>& offsets) {
  Plan plan;
  for (const uint64_t offset : offsets) {
    const Operand w = {{DType::kUint8, {100}}, Section::kWeights, offset};
    const Operand y = {{DType::kUint8, {100}}, Section::kArena, 0};
    plan.steps.push_back({Identity{}, {w, {}}, {y}, "read"});
  }
  return plan;
}

// Tensors of 100 equal bytes, each at a multiple of 128.
std::vector<std::byte> Weights(const std::vector<int>& values) {
  std::vector<std::byte> out(values.size() * 128);
  for (size_t i = 0; i < values.size(); ++i) {
    std::fill_n(out.begin() + static_cast<ptrdiff_t>(i * 128), 100,
                std::byte(values[i]));
  }
  return out;
}

TEST(GearWeights, StoresEqualBytesOnce) {
  GearWeights all;
  Plan first = Reading({0, 128, 256, 0});
  EXPECT_EQ(all.Add(Weights({1, 2, 1}), first), 256u);
  Plan second = Reading({0, 128});
  EXPECT_EQ(all.Add(Weights({2, 3}), second), 128u);
  EXPECT_EQ(all.bytes().size(), 384u);
  EXPECT_EQ(first.steps[0].inputs[0].offset, first.steps[2].inputs[0].offset);
  EXPECT_EQ(first.steps[0].inputs[0].offset, first.steps[3].inputs[0].offset);
  EXPECT_EQ(first.steps[1].inputs[0].offset, second.steps[0].inputs[0].offset);
  const uint64_t third = second.steps[1].inputs[0].offset;
  EXPECT_EQ(third % 64, 0u);
  EXPECT_EQ(all.bytes()[third + 99], std::byte{3});
}

}  // namespace
}  // namespace burin
