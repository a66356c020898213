// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The two 16-bit float formats as storage types: IEEE 754 binary16 and
// bfloat16 (the upper half of a binary32). Conversion to them rounds to
// nearest, ties to even; NaN stays NaN.

#ifndef BURIN_BASE_FLOAT16_H_
#define BURIN_BASE_FLOAT16_H_

#include <bit>
#include <cstdint>

namespace burin {

struct Float16 {
  uint16_t bits = 0;
  Float16() = default;
  explicit Float16(float value);
  explicit operator float() const;
  bool operator==(const Float16&) const = default;
};

struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  explicit BFloat16(float value) {
    const uint32_t u = std::bit_cast<uint32_t>(value);
    const bool nan = (u & 0x7fffffff) > 0x7f800000;
    bits = static_cast<uint16_t>(nan ? (u >> 16) | 0x40
                                     : (u + 0x7fff + ((u >> 16) & 1)) >> 16);
  }
  explicit operator float() const {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
  bool operator==(const BFloat16&) const = default;
};

}  // namespace burin

#endif  // BURIN_BASE_FLOAT16_H_
