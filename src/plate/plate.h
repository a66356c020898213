// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plate file. docs/plate.md is the format; in short, little endian:
//
//   0   8   magic "BURINPLT"
//   8   4   format version: 3, or 4 with gears
//   12  4   zero
//   16  8   bytes of the plan or the gears, which start at 64
//   24  8   offset of the weights: the plan's end, rounded up to 64
//   32  8   bytes of the weights, which end the file
//   40  16  XXH3-128 of every byte from 64 to the end
//   56  8   XXH3-64 of bytes 0 to 55
//
// So a change of any byte is found. The checksums are no trust: the plan is
// verified on every load all the same.

#ifndef BURIN_PLATE_PLATE_H_
#define BURIN_PLATE_PLATE_H_

#include <span>
#include <string>

#include "base/aligned_buffer.h"
#include "base/byte_cursor.h"
#include "base/result.h"
#include "plate/plan.h"

namespace burin {

inline constexpr uint32_t kPlateVersion = 3;
inline constexpr uint32_t kGearPlateVersion = 4;

struct Plate {
  Plan plan;           // of several gears, the one that was asked for
  AlignedBuffer file;  // the whole file; the weights are a part of it
  size_t weights_offset = 0;
  std::vector<int64_t> gears;  // their batches, ascending; empty: none

  std::span<const std::byte> weights() const {
    return file.span().subspan(weights_offset);
  }
};

// All or nothing. `weights` must have plan.weight_bytes bytes.
Result<void> WritePlate(const std::string& path, const Plan& plan,
                        std::span<const std::byte> weights);

// The same for several plans over one weight section, in the order of their
// batches; each has the whole section's size as weight_bytes.
Result<void> WriteGearPlate(const std::string& path,
                            std::span<const Plan> gears,
                            std::span<const std::byte> weights);

// Which plan is wanted: the one of this batch, the only one there is, or the
// one of the largest batch.
inline constexpr int64_t kOnlyGear = 0;
inline constexpr int64_t kLargestGear = -1;

// Reads, checks both hashes, decodes and verifies all plans. Every refusal is
// kBadPlate or a file error and starts with the path; kBadUsage when the plate
// has no such gear, or has several and kOnlyGear is wanted.
Result<Plate> ReadPlate(const std::string& path, int64_t gear = kOnlyGear);

// Whether the bytes start like a plate.
bool LooksLikePlate(std::span<const std::byte> bytes);

// What may still come of kMaxSteps and kMaxOperands while the plans of one
// plate are decoded.
struct PlanBudget {
  size_t steps = kMaxSteps;
  size_t operands = kMaxOperands;
};

// The plan as bytes and back; DecodePlan bounds every count by the bytes that
// are left and by the budget, and takes from that what the plan has. kBadPlate.
std::vector<std::byte> EncodePlan(const Plan& plan);
Result<Plan> DecodePlan(ByteSpan bytes, PlanBudget& budget);
Result<Plan> DecodePlan(ByteSpan bytes);  // the only one

}  // namespace burin

#endif  // BURIN_PLATE_PLATE_H_
