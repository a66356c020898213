// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Vectors of four floats in the compiler's own vector extension: what every CPU
// of the architecture can run. The vocabulary is in common-inl.h.

#ifndef BURIN_KERNELS_SIMD_SCALAR_INL_H_
#define BURIN_KERNELS_SIMD_SCALAR_INL_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/simd/gelu_table-inl.h"

#define BURIN_ISA_NAMESPACE isa_scalar

namespace burin::isa_scalar {
#include "kernels/simd/common-inl.h"

using V = float __attribute__((vector_size(16)));
using VInt = int32_t __attribute__((vector_size(16)));
constexpr int kLanes = 4;
constexpr int kMaxVectors = 2;
constexpr int MaxTileRows(int) { return 4; }

BURIN_INLINE V Zero() { return V{0, 0, 0, 0}; }
BURIN_INLINE V Set(float x) { return V{x, x, x, x}; }
BURIN_INLINE V LoadN(const float* p, Index n) {
  V v = Zero();
  if (n > 0) std::memcpy(&v, p, static_cast<size_t>(n) * sizeof(float));
  return v;
}
BURIN_INLINE void StoreN(float* p, V v, Index n) {
  if (n > 0) std::memcpy(p, &v, static_cast<size_t>(n) * sizeof(float));
}
BURIN_INLINE V KeepN(V v, Index n) {
  V kept = Zero();
  for (Index i = 0; i < n; ++i) kept[i] = v[i];
  return kept;
}
BURIN_INLINE V Load(const float* p) {
  V v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}
BURIN_INLINE void Store(float* p, V v) { std::memcpy(p, &v, sizeof(v)); }

BURIN_INLINE VInt Bits(V v) {
  VInt bits;
  std::memcpy(&bits, &v, sizeof(v));
  return bits;
}
BURIN_INLINE V FromBits(VInt bits) {
  V v;
  std::memcpy(&v, &bits, sizeof(v));
  return v;
}
// a where the lane of `condition` is all ones, else b.
BURIN_INLINE V Choose(VInt condition, V a, V b) {
  return FromBits((Bits(a) & condition) | (Bits(b) & ~condition));
}

BURIN_INLINE V Add(V a, V b) { return a + b; }
BURIN_INLINE V Sub(V a, V b) { return a - b; }
BURIN_INLINE V Mul(V a, V b) { return a * b; }
BURIN_INLINE V Div(V a, V b) { return a / b; }
BURIN_INLINE V Sqrt(V a) {
  for (int i = 0; i < kLanes; ++i) a[i] = __builtin_sqrtf(a[i]);
  return a;
}
BURIN_INLINE V Abs(V a) { return FromBits(Bits(a) & 0x7fffffff); }
BURIN_INLINE V Neg(V a) { return -a; }
BURIN_INLINE V Max(V a, V b) { return Choose(a > b, a, b); }
BURIN_INLINE V Min(V a, V b) { return Choose(a < b, a, b); }
BURIN_INLINE V Fma(V a, V b, V c) { return a * b + c; }
#include "kernels/simd/exp2-inl.h"
BURIN_INLINE float SumLanes(V v) { return (v[0] + v[2]) + (v[1] + v[3]); }
BURIN_INLINE float MaxLanes(V v) {
  const float a = v[0] > v[2] ? v[0] : v[2];
  const float b = v[1] > v[3] ? v[1] : v[3];
  return a > b ? a : b;
}

// As in avx512-inl.h, the table read lane by lane.
BURIN_INLINE V Gelu(V x) {
  const V magic = Set(12582912.0f);
  const V t = Min(Abs(x), Set(kGelu16End));
  const V u = t * kGelu16Scale + magic;
  const V d = t * kGelu16Scale - (u - magic);
  const VInt segment = Bits(u) & 15;
  V g = Zero();
  for (int c = 5; c >= 0; --c) {
    const float* row = kGelu16[c];
    g = g * d +
        V{row[segment[0]], row[segment[1]], row[segment[2]], row[segment[3]]};
  }
  return Max(Zero(), x) - g;
}

BURIN_INLINE V GeluLow(V x) { return Gelu(x); }

// As in avx2-inl.h.
BURIN_INLINE V ScaleByPower(V p, VInt n) {
  const VInt half = n >> 1;
  const V a = FromBits((half + 127) << 23);
  const V b = FromBits((n - half + 127) << 23);
  return p * a * b;
}

// As in avx2-inl.h. The product with the upper part of ln 2 is exact.
BURIN_INLINE V Exp(V x) {
  x = Max(Set(-104.0f), Min(Set(89.0f), x));
  const V magic = Set(12582912.0f);
  const V u = x * 1.44269504f + magic;
  const V n = u - magic;
  V r = x - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  V p = Set(1.38146103e-3f);
  p = p * r + 8.36871115e-3f;
  p = p * r + 4.16683875e-2f;
  p = p * r + 1.66665207e-1f;
  p = p * r + 0.499999935f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return ScaleByPower(p, Bits(u) - Bits(magic));
}

// As in avx2-inl.h. What was rounded up is one more than the floor.
// x - floor x, and floor x; x is held to where a float has a power of 2.
BURIN_INLINE V FractionOf(V x, VInt& power) {
  x = Max(Set(-150.0f), Min(Set(129.0f), x));
  const V magic = Set(12582912.0f);
  const V u = x + magic;
  const V n = u - magic;
  const VInt above = n > x;
  power = Bits(u) - Bits(magic) + above;
  return x - Choose(above, n - 1.0f, n);
}

BURIN_INLINE V Exp2(V x) {
  VInt power;
  const V r = FractionOf(x, power);
  return ScaleByPower(Exp2Fraction(r), power);
}

// As in avx512-inl.h.
BURIN_INLINE V Exp2Coarse(V x) {
  VInt power;
  const V r = FractionOf(x, power);
  return ScaleByPower(Exp2FractionCoarse(r), power);
}

BURIN_INLINE void TransposeTile(const float* src, Index src_stride, float* dst,
                                Index dst_stride) {
  for (Index i = 0; i < kLanes; ++i) {
    for (Index j = 0; j < kLanes; ++j) {
      dst[j * dst_stride + i] = src[i * src_stride + j];
    }
  }
}

}  // namespace burin::isa_scalar

#endif  // BURIN_KERNELS_SIMD_SCALAR_INL_H_
