// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See gear_weights.h.

#include "compiler/gear_weights.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "base/checked_math.h"

namespace burin {
namespace {

template <typename Visit>
void ForEachWeight(Plan& plan, Visit visit) {
  for (Step& step : plan.steps) {
    for (Operand& in : step.inputs) {
      if (in.section == Section::kWeights) visit(in);
    }
  }
}

}  // namespace

uint64_t GearWeights::Add(std::span<const std::byte> weights, Plan& plan) {
  const uint64_t before = bytes_.size();
  // Steps may read one tensor under several shapes; the place tells tensors
  // apart.
  std::map<uint64_t, uint64_t> sizes;
  ForEachWeight(plan, [&](const Operand& operand) {
    uint64_t& size = sizes[operand.offset];
    size = std::max<uint64_t>(size, operand.type.bytes());
  });
  std::map<uint64_t, uint64_t> moved;
  for (const auto& [offset, size] : sizes) {
    moved[offset] = size == 0 ? 0 : Place(weights.subspan(offset, size));
  }
  ForEachWeight(
      plan, [&](Operand& operand) { operand.offset = moved[operand.offset]; });
  return bytes_.size() - before;
}

uint64_t GearWeights::Place(std::span<const std::byte> tensor) {
  const XXH128_hash_t hash = XXH3_128bits(tensor.data(), tensor.size());
  const auto [found, is_new] = known_.try_emplace(
      {hash.low64, hash.high64},
      std::pair<uint64_t, uint64_t>(bytes_.size(), tensor.size()));
  const auto [offset, size] = found->second;
  if (!is_new && size == tensor.size() &&
      std::memcmp(bytes_.data() + offset, tensor.data(), size) == 0) {
    return offset;
  }
  const uint64_t place = bytes_.size();
  bytes_.insert(bytes_.end(), tensor.begin(), tensor.end());
  bytes_.resize(RoundUp(bytes_.size(), size_t{kAlignment}));
  return place;
}

}  // namespace burin
