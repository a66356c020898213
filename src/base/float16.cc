// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Conversion between binary16 and binary32 in integer arithmetic, so that
// every machine and rounding mode gives the same bits.

#include "base/float16.h"

namespace burin {

Float16::Float16(float value) {
  const uint32_t u = std::bit_cast<uint32_t>(value);
  const uint16_t sign = static_cast<uint16_t>((u >> 16) & 0x8000);
  const uint32_t magnitude = u & 0x7fffffff;
  if (magnitude > 0x7f800000) {  // NaN: keep it quiet, keep upper payload bits
    bits = static_cast<uint16_t>(sign | 0x7e00 | ((magnitude >> 13) & 0x1ff));
    return;
  }
  if (magnitude >= 0x47800000) {  // 2^16 and more, and infinity
    bits = static_cast<uint16_t>(sign | 0x7c00);
    return;
  }
  if (magnitude < 0x38800000) {  // below 2^-14: a subnormal or zero
    if (magnitude < 0x33000000) {
      bits = sign;
      return;
    }
    const uint32_t exponent = magnitude >> 23;
    const uint32_t mantissa = (magnitude & 0x7fffff) | 0x800000;
    const uint32_t shift = 126 - exponent;  // 14 .. 24
    const uint32_t half = 1u << (shift - 1);
    const uint32_t kept = mantissa >> shift;
    const uint32_t rest = mantissa & ((1u << shift) - 1);
    const uint32_t up = rest > half || (rest == half && (kept & 1));
    bits = static_cast<uint16_t>(sign | (kept + up));
    return;
  }
  const uint32_t rebased = magnitude - 0x38000000;
  const uint32_t up = 0xfff + ((rebased >> 13) & 1);
  bits = static_cast<uint16_t>(sign | ((rebased + up) >> 13));
}

Float16::operator float() const {
  const uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
  const uint32_t exponent = (bits >> 10) & 0x1f;
  const uint32_t mantissa = bits & 0x3ff;
  if (exponent == 0x1f) {
    return std::bit_cast<float>(sign | 0x7f800000 | (mantissa << 13));
  }
  if (exponent != 0) {
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) |
                                (mantissa << 13));
  }
  const float tiny = static_cast<float>(mantissa) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(tiny));
}

}  // namespace burin
