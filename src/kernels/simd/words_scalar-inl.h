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

BURIN_INLINE V DotInt8(V a, V b, V sum) {
  VInt out = Bits(sum);
  for (int shift = 0; shift < 32; shift += 8) {
    out += ((Bits(a) >> shift) & 0xff) * (Bits(b) << (24 - shift) >> 24);
  }
  return FromBits(out);
}
BURIN_INLINE V SetInt(int32_t x) { return FromBits(VInt{x, x, x, x}); }
BURIN_INLINE V AddInts(V a, V b) { return FromBits(Bits(a) + Bits(b)); }
BURIN_INLINE V MulInts(V a, V b) { return FromBits(Bits(a) * Bits(b)); }
BURIN_INLINE V MaxInts(V a, V b) { return Choose(Bits(a) > Bits(b), a, b); }
BURIN_INLINE float MaxIntLanes(V v) {
  for (int i = 1; i < kLanes; ++i) {
    if (Bits(v)[i] > Bits(v)[0]) v[0] = v[i];
  }
  return v[0];
}
BURIN_INLINE V IntsToFloats(V v) { return __builtin_convertvector(Bits(v), V); }
// Adding 1.5 * 2^23 rounds; what is beyond [0, 255] is clamped before.
BURIN_INLINE int32_t ToInt8(V x) {
  const V clamped = Max(Zero(), Min(x, Set(255.0f)));
  const VInt q = Bits(clamped + Set(12582912.0f));
  uint32_t word = 0;
  for (int i = 0; i < 4; ++i) {
    word |= (static_cast<uint32_t>(q[i]) & 0xff) << (8 * i);
  }
  return static_cast<int32_t>(word);
}
BURIN_INLINE V ToInt8(V x0, V x1, V x2, V x3) {
  return FromBits(VInt{ToInt8(x0), ToInt8(x1), ToInt8(x2), ToInt8(x3)});
}

}  // namespace burin::isa_scalar

#include "kernels/simd/words-inl.h"

#endif  // BURIN_KERNELS_SIMD_WORDS_SCALAR_INL_H_
