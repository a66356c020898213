// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Words of reduced operands where nothing is known of the CPU: they are
// widened. The vocabulary is in words-inl.h.

#ifndef BURIN_KERNELS_SIMD_WORDS_SCALAR_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_SCALAR_INL_H_

#include "kernels/simd/scalar-inl.h"

namespace burin::isa_scalar {

// The first and the second bf16 of each word as a float.
BURIN_INLINE V FirstBf16(V words) { return FromBits(Bits(words) << 16); }
BURIN_INLINE V SecondBf16(V words) {
  return FromBits(Bits(words) & static_cast<int32_t>(0xffff0000));
}
BURIN_INLINE V DotBf16(V a, V b, V sum) {
  return Fma(SecondBf16(a), SecondBf16(b),
             Fma(FirstBf16(a), FirstBf16(b), sum));
}

// The upper half of each lane, rounded to nearest even, in the lower half; NaN
// stays NaN.
BURIN_INLINE VInt Bf16Of(V v) {
  const VInt bits = Bits(v);
  const VInt rounded = bits + 0x7fff + ((bits >> 16) & 1);
  const VInt nan = v != v;
  return ((rounded & ~nan) | ((bits | 0x400000) & nan)) >> 16 & 0xffff;
}
BURIN_INLINE V ToBf16(V low, V high) {
  const VInt a = Bf16Of(low);
  const VInt b = Bf16Of(high);
  return FromBits(VInt{a[0] | a[1] << 16, a[2] | a[3] << 16, b[0] | b[1] << 16,
                       b[2] | b[3] << 16});
}
BURIN_INLINE void StoreBf16(float* words, V v) {
  StoreN(words, ToBf16(v, v), 2);
}

}  // namespace burin::isa_scalar

#include "kernels/simd/words-inl.h"

#endif  // BURIN_KERNELS_SIMD_WORDS_SCALAR_INL_H_
