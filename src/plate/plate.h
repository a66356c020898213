// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plate file. docs/plate.md is the format; in short, little endian:
//
//   0   8   magic "BURINPLT"
//   8   4   format version
//   12  4   zero
//   16  8   bytes of the plan, which starts at 64
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

inline constexpr uint32_t kPlateVersion = 1;

struct Plate {
  Plan plan;
  AlignedBuffer file;  // the whole file; the weights are a part of it
  size_t weights_offset = 0;

  std::span<const std::byte> weights() const {
    return file.span().subspan(weights_offset);
  }
};

// All or nothing. `weights` must have plan.weight_bytes bytes.
Result<void> WritePlate(const std::string& path, const Plan& plan,
                        std::span<const std::byte> weights);

// Reads, checks both hashes, decodes and verifies. Every refusal is kBadPlate
// or a file error and starts with the path.
Result<Plate> ReadPlate(const std::string& path);

// Whether the bytes start like a plate.
bool LooksLikePlate(std::span<const std::byte> bytes);

// The plan as bytes and back; DecodePlan bounds every count by the bytes that
// are left. kBadPlate.
std::vector<std::byte> EncodePlan(const Plan& plan);
Result<Plan> DecodePlan(ByteSpan bytes);

}  // namespace burin

#endif  // BURIN_PLATE_PLATE_H_
