// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One weight section for several plans: what is equal byte for byte is there
// once.

#ifndef BURIN_COMPILER_GEAR_WEIGHTS_H_
#define BURIN_COMPILER_GEAR_WEIGHTS_H_

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "compiler/emit.h"
#include "plate/plan.h"

namespace burin {

class GearWeights {
 public:
  // Moves the plan's weights over and makes its operands name their new
  // places; the plans' order decides the bytes. Returns the bytes that were not
  // there before.
  uint64_t Add(std::span<const std::byte> weights, Plan& plan);

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  uint64_t Place(std::span<const std::byte> tensor);

  std::vector<std::byte> bytes_;
  // By the hash of the bytes, low half first: where they lie, and how many.
  std::map<std::pair<uint64_t, uint64_t>, std::pair<uint64_t, uint64_t>> known_;
};

}  // namespace burin

#endif  // BURIN_COMPILER_GEAR_WEIGHTS_H_
