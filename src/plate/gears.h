// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Gears: the plans of one network for several batch sizes, which share one
// weight section. As bytes they are a 4-byte count, and for each plan a 4-byte
// length and the plan.

#ifndef BURIN_PLATE_GEARS_H_
#define BURIN_PLATE_GEARS_H_

#include <span>
#include <string>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "plate/plan.h"

namespace burin {

inline constexpr size_t kMaxGears = 100;

// dims[0] of the first input, of all blocks; 1 where there is none.
int64_t BatchOf(const Plan& plan);

// "1, 4, 8".
std::string BatchesText(std::span<const int64_t> batches);

// Every count and length is held against the bytes that are left, and against
// what the plans of one plate may have together. kBadPlate.
std::vector<std::byte> EncodeGears(std::span<const Plan> gears);
Result<std::vector<Plan>> DecodeGears(ByteSpan bytes);

// Proves each plan by VerifyPlan, that all together keep its limits, and that
// they are gears of one network: 2 to kMaxGears, batches ascending, one target,
// the same inputs and outputs but for the first dimension. kBadPlate.
Result<void> VerifyGears(std::span<const Plan> gears,
                         std::span<const std::byte> weights);

}  // namespace burin

#endif  // BURIN_PLATE_GEARS_H_
