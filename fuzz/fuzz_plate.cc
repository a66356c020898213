// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the plans of a plate behind right checksums: gears, and where
// they are none, one plan. What is accepted must be the same after it was
// written and read again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"
#include "plate/gears.h"
#include "plate/plate.h"

namespace {

// As many bytes of weights as the plan states, up to some; what it states
// beyond is then wrong.
std::span<const std::byte> WeightsFor(const burin::Plan& plan) {
  static const std::vector<std::byte> kWeights(size_t{8} << 20, std::byte{1});
  return std::span(kWeights).first(
      std::min<uint64_t>(plan.weight_bytes, kWeights.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const burin::ByteSpan bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto gears = burin::DecodeGears(bytes);
  if (gears.ok()) {
    if (!burin::VerifyGears(*gears, WeightsFor((*gears)[0])).ok()) return 0;
    const auto again = burin::DecodeGears(burin::EncodeGears(*gears));
    BURIN_CHECK(again.ok() && again->size() == gears->size());
    return 0;
  }
  const auto plan = burin::DecodePlan(bytes);
  if (!plan.ok()) return 0;
  if (!burin::VerifyPlan(*plan, WeightsFor(*plan)).ok()) return 0;
  const auto again = burin::DecodePlan(burin::EncodePlan(*plan));
  BURIN_CHECK(again.ok());
  BURIN_CHECK(burin::EncodePlan(*again) == burin::EncodePlan(*plan));
  return 0;
}
