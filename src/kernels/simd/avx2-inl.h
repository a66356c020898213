// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Vectors of eight floats in AVX2 with FMA. The vocabulary is in common-inl.h.

#ifndef BURIN_KERNELS_SIMD_AVX2_INL_H_
#define BURIN_KERNELS_SIMD_AVX2_INL_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/simd/gelu_table-inl.h"

#define BURIN_ISA_NAMESPACE isa_avx2

namespace burin::isa_avx2 {
#include "kernels/simd/common-inl.h"

using V = __m256;
constexpr int kLanes = 8;
// Register tiles: 12 accumulators beside B and one element of A in 16
// registers.
constexpr int kMaxVectors = 3;
constexpr int MaxTileRows(int vectors) {
  return vectors == 3 ? 4 : vectors == 2 ? 6 : 12;
}

BURIN_INLINE __m256i FirstLanes(Index n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

BURIN_INLINE V Zero() { return _mm256_setzero_ps(); }
BURIN_INLINE V Set(float x) { return _mm256_set1_ps(x); }
BURIN_INLINE V Load(const float* p) { return _mm256_loadu_ps(p); }
BURIN_INLINE void Store(float* p, V v) { _mm256_storeu_ps(p, v); }
BURIN_INLINE V LoadN(const float* p, Index n) {
  return _mm256_maskload_ps(p, FirstLanes(n));
}
BURIN_INLINE void StoreN(float* p, V v, Index n) {
  _mm256_maskstore_ps(p, FirstLanes(n), v);
}
BURIN_INLINE V KeepN(V v, Index n) {
  return _mm256_and_ps(v, _mm256_castsi256_ps(FirstLanes(n)));
}
BURIN_INLINE V Add(V a, V b) { return _mm256_add_ps(a, b); }
BURIN_INLINE V Sub(V a, V b) { return _mm256_sub_ps(a, b); }
BURIN_INLINE V Mul(V a, V b) { return _mm256_mul_ps(a, b); }
BURIN_INLINE V Div(V a, V b) { return _mm256_div_ps(a, b); }
BURIN_INLINE V Sqrt(V a) { return _mm256_sqrt_ps(a); }
BURIN_INLINE V Abs(V a) { return _mm256_andnot_ps(Set(-0.0f), a); }
BURIN_INLINE V Neg(V a) { return _mm256_xor_ps(a, Set(-0.0f)); }
BURIN_INLINE V Max(V a, V b) { return _mm256_max_ps(a, b); }
BURIN_INLINE V Fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
#include "kernels/simd/exp2-inl.h"

BURIN_INLINE float SumLanes(V v) {
  const __m128 b =
      _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  const __m128 c = _mm_add_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_add_ss(c, _mm_movehdup_ps(c)));
}
BURIN_INLINE float MaxLanes(V v) {
  const __m128 b =
      _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  const __m128 c = _mm_max_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_max_ss(c, _mm_movehdup_ps(c)));
}

// As in avx512-inl.h, with the eight segments that one permute can read.
BURIN_INLINE V Gelu(V x) {
  const V magic = Set(12582912.0f);
  const V t = _mm256_min_ps(Abs(x), Set(kGelu8End));
  const V u = Fma(t, Set(kGelu8Scale), magic);
  const V d = _mm256_fmsub_ps(t, Set(kGelu8Scale), Sub(u, magic));
  const __m256i segment = _mm256_castps_si256(u);
  const auto coefficient = [&](int c) __attribute__((always_inline)) {
    return _mm256_permutevar8x32_ps(_mm256_load_ps(kGelu8[c]), segment);
  };
  V g = coefficient(6);
  g = Fma(g, d, coefficient(5));
  g = Fma(g, d, coefficient(4));
  g = Fma(g, d, coefficient(3));
  g = Fma(g, d, coefficient(2));
  g = Fma(g, d, coefficient(1));
  g = Fma(g, d, coefficient(0));
  return Sub(Max(Zero(), x), g);
}

// Eight segments need a degree that would save next to nothing.
BURIN_INLINE V GeluLow(V x) { return Gelu(x); }

// p * 2^n for whole n: in two steps, because n may lie outside the exponents of
// normal numbers while the product does not.
BURIN_INLINE V ScaleByPower(V p, V n) {
  const __m256i whole = _mm256_cvtps_epi32(n);
  const __m256i half = _mm256_srai_epi32(whole, 1);
  const auto power = [](__m256i e) __attribute__((always_inline)) {
    return _mm256_castsi256_ps(
        _mm256_slli_epi32(_mm256_add_epi32(e, _mm256_set1_epi32(127)), 23));
  };
  return Mul(Mul(p, power(half)), power(_mm256_sub_epi32(whole, half)));
}

// As in avx512-inl.h.
BURIN_INLINE V Exp(V x) {
  x = _mm256_max_ps(Set(-104.0f), _mm256_min_ps(Set(89.0f), x));
  const V n = _mm256_round_ps(Mul(x, Set(1.44269504f)),
                              _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  V r = _mm256_fnmadd_ps(n, Set(0.693145752f), x);
  r = _mm256_fnmadd_ps(n, Set(1.42860677e-6f), r);
  V p = Set(1.38146103e-3f);
  p = Fma(p, r, Set(8.36871115e-3f));
  p = Fma(p, r, Set(4.16683875e-2f));
  p = Fma(p, r, Set(1.66665207e-1f));
  p = Fma(p, r, Set(0.499999935f));
  p = Fma(p, r, Set(1.0f));
  p = Fma(p, r, Set(1.0f));
  return ScaleByPower(p, n);
}

// As in avx512-inl.h.
BURIN_INLINE V Exp2(V x) {
  x = _mm256_max_ps(Set(-150.0f), _mm256_min_ps(Set(129.0f), x));
  const V n = _mm256_floor_ps(x);
  return ScaleByPower(Exp2Fraction(Sub(x, n)), n);
}

// As in avx512-inl.h.
BURIN_INLINE V Exp2Coarse(V x) {
  x = _mm256_max_ps(Set(-150.0f), _mm256_min_ps(Set(129.0f), x));
  const V n = _mm256_floor_ps(x);
  return ScaleByPower(Exp2FractionCoarse(Sub(x, n)), n);
}

// Three rounds of interleaving: floats, pairs, halves.
BURIN_INLINE void TransposeTile(const float* src, Index src_stride, float* dst,
                                Index dst_stride) {
  V a[8];
  V b[8];
  Unroll<8>([&](auto c) __attribute__((always_inline)) {
    constexpr int i = decltype(c)::value;
    a[i] = Load(src + i * src_stride);
  });
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    constexpr int i = 2 * decltype(c)::value;
    b[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
    b[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
  });
  Unroll<2>([&](auto c) __attribute__((always_inline)) {
    constexpr int q = 4 * decltype(c)::value;
    a[q] = _mm256_shuffle_ps(b[q], b[q + 2], 0x44);
    a[q + 1] = _mm256_shuffle_ps(b[q], b[q + 2], 0xee);
    a[q + 2] = _mm256_shuffle_ps(b[q + 1], b[q + 3], 0x44);
    a[q + 3] = _mm256_shuffle_ps(b[q + 1], b[q + 3], 0xee);
  });
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    constexpr int j = decltype(c)::value;
    Store(dst + j * dst_stride, _mm256_permute2f128_ps(a[j], a[4 + j], 0x20));
    Store(dst + (4 + j) * dst_stride,
          _mm256_permute2f128_ps(a[j], a[4 + j], 0x31));
  });
}

}  // namespace burin::isa_avx2

#endif  // BURIN_KERNELS_SIMD_AVX2_INL_H_
