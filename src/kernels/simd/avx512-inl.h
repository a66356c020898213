// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Vectors of sixteen floats in AVX-512. The vocabulary is in common-inl.h.

#ifndef BURIN_KERNELS_SIMD_AVX512_INL_H_
#define BURIN_KERNELS_SIMD_AVX512_INL_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/simd/gelu_table-inl.h"

// Another tier with these vectors names its namespace before.
#if !defined(BURIN_ISA_NAMESPACE)
#define BURIN_ISA_NAMESPACE isa_avx512
#endif

namespace burin::BURIN_ISA_NAMESPACE {
#include "kernels/simd/common-inl.h"

using V = __m512;
constexpr int kLanes = 16;
// Register tiles: at most 28 accumulators beside B and one element of A in 32
// registers; 24 already hide the latency of two multiply-adds a cycle.
constexpr int kMaxVectors = 4;
constexpr int MaxTileRows(int vectors) {
  return vectors == 4 ? 6 : vectors == 3 ? 8 : 14;
}

BURIN_INLINE __mmask16 FirstLanes(Index n) {
  return static_cast<__mmask16>(_cvtu32_mask16((1u << n) - 1));
}

BURIN_INLINE V Zero() { return _mm512_setzero_ps(); }
BURIN_INLINE V Set(float x) { return _mm512_set1_ps(x); }
BURIN_INLINE V Load(const float* p) { return _mm512_loadu_ps(p); }
BURIN_INLINE void Store(float* p, V v) { _mm512_storeu_ps(p, v); }
BURIN_INLINE V LoadN(const float* p, Index n) {
  return _mm512_maskz_loadu_ps(FirstLanes(n), p);
}
BURIN_INLINE void StoreN(float* p, V v, Index n) {
  _mm512_mask_storeu_ps(p, FirstLanes(n), v);
}
BURIN_INLINE V KeepN(V v, Index n) {
  return _mm512_maskz_mov_ps(FirstLanes(n), v);
}
BURIN_INLINE V Add(V a, V b) { return _mm512_add_ps(a, b); }
BURIN_INLINE V Sub(V a, V b) { return _mm512_sub_ps(a, b); }
BURIN_INLINE V Mul(V a, V b) { return _mm512_mul_ps(a, b); }
BURIN_INLINE V Div(V a, V b) { return _mm512_div_ps(a, b); }
BURIN_INLINE V Sqrt(V a) { return _mm512_sqrt_ps(a); }
BURIN_INLINE V Abs(V a) { return _mm512_abs_ps(a); }
BURIN_INLINE V Neg(V a) { return _mm512_xor_ps(a, Set(-0.0f)); }
BURIN_INLINE V Max(V a, V b) { return _mm512_max_ps(a, b); }
BURIN_INLINE V Fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
#include "kernels/simd/exp2-inl.h"

BURIN_INLINE float SumLanes(V v) {
  const __m256 a =
      _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
  const __m128 b =
      _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  const __m128 c = _mm_add_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_add_ss(c, _mm_movehdup_ps(c)));
}
BURIN_INLINE float MaxLanes(V v) {
  const __m256 a =
      _mm256_max_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
  const __m128 b =
      _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  const __m128 c = _mm_max_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_max_ss(c, _mm_movehdup_ps(c)));
}

// max(x, 0) - g(|x|); see gelu_table-inl.h. Adding 1.5 * 2^23 rounds to the
// segment and leaves its number in the low bits, where the permutes read it.
template <int kRows>
BURIN_INLINE V GeluFrom(V x, float end, float scale,
                        const float (&table)[kRows][16]) {
  const V magic = Set(12582912.0f);
  const V t = _mm512_min_ps(Abs(x), Set(end));
  const V u = Fma(t, Set(scale), magic);
  const V d = _mm512_fmsub_ps(t, Set(scale), Sub(u, magic));
  const __m512i segment = _mm512_castps_si512(u);
  const auto coefficient = [&](int c) __attribute__((always_inline)) {
    return _mm512_permutexvar_ps(segment, _mm512_load_ps(table[c]));
  };
  V g = coefficient(kRows - 1);
  Unroll<kRows - 1>([&](auto ic) __attribute__((always_inline)) {
    g = Fma(g, d, coefficient(kRows - 2 - decltype(ic)::value));
  });
  return Sub(Max(Zero(), x), g);
}
BURIN_INLINE V Gelu(V x) {
  return GeluFrom(x, kGelu16End, kGelu16Scale, kGelu16);
}
BURIN_INLINE V GeluLow(V x) {
  return GeluFrom(x, kGelu16LowEnd, kGelu16LowScale, kGelu16Low);
}

// 2^n * p(r) with x = n ln 2 + r; the scaling instruction goes to 0 and to
// infinity by itself. Clamping keeps n finite; NaN passes.
BURIN_INLINE V Exp(V x) {
  x = _mm512_max_ps(Set(-104.0f), _mm512_min_ps(Set(89.0f), x));
  const V n = _mm512_roundscale_ps(
      Mul(x, Set(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  V r = _mm512_fnmadd_ps(n, Set(0.693145752f), x);
  r = _mm512_fnmadd_ps(n, Set(1.42860677e-6f), r);
  V p = Set(1.38146103e-3f);
  p = Fma(p, r, Set(8.36871115e-3f));
  p = Fma(p, r, Set(4.16683875e-2f));
  p = Fma(p, r, Set(1.66665207e-1f));
  p = Fma(p, r, Set(0.499999935f));
  p = Fma(p, r, Set(1.0f));
  p = Fma(p, r, Set(1.0f));
  return _mm512_scalef_ps(p, n);
}

// 2^(x - floor x) by a polynomial; the scaling instruction applies 2^(floor x),
// and all special values are what they should be.
BURIN_INLINE V Exp2(V x) {
  const V r = _mm512_reduce_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  return _mm512_scalef_ps(Exp2Fraction(r), x);
}

// The same by Exp2FractionCoarse.
BURIN_INLINE V Exp2Coarse(V x) {
  const V r = _mm512_reduce_ps(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  return _mm512_scalef_ps(Exp2FractionCoarse(r), x);
}

// Four rounds of interleaving: floats, pairs, quarters, halves.
BURIN_INLINE void TransposeTile(const float* src, Index src_stride, float* dst,
                                Index dst_stride) {
  V a[16];
  V b[16];
  Unroll<16>([&](auto c) __attribute__((always_inline)) {
    constexpr int i = decltype(c)::value;
    a[i] = Load(src + i * src_stride);
  });
  Unroll<8>([&](auto c) __attribute__((always_inline)) {
    constexpr int i = 2 * decltype(c)::value;
    b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
  });
  // a[4 q + j]: column j of each quarter, rows 4 q .. 4 q + 3.
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    constexpr int q = 4 * decltype(c)::value;
    const auto pair = [&](V x, V y, bool high) __attribute__((always_inline)) {
      const __m512d u = _mm512_castps_pd(x);
      const __m512d v = _mm512_castps_pd(y);
      return _mm512_castpd_ps(high ? _mm512_unpackhi_pd(u, v)
                                   : _mm512_unpacklo_pd(u, v));
    };
    a[q] = pair(b[q], b[q + 2], false);
    a[q + 1] = pair(b[q], b[q + 2], true);
    a[q + 2] = pair(b[q + 1], b[q + 3], false);
    a[q + 3] = pair(b[q + 1], b[q + 3], true);
  });
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    constexpr int j = decltype(c)::value;
    const V lo = _mm512_shuffle_f32x4(a[j], a[4 + j], 0x88);
    const V hi = _mm512_shuffle_f32x4(a[j], a[4 + j], 0xdd);
    const V lo2 = _mm512_shuffle_f32x4(a[8 + j], a[12 + j], 0x88);
    const V hi2 = _mm512_shuffle_f32x4(a[8 + j], a[12 + j], 0xdd);
    Store(dst + j * dst_stride, _mm512_shuffle_f32x4(lo, lo2, 0x88));
    Store(dst + (8 + j) * dst_stride, _mm512_shuffle_f32x4(lo, lo2, 0xdd));
    Store(dst + (4 + j) * dst_stride, _mm512_shuffle_f32x4(hi, hi2, 0x88));
    Store(dst + (12 + j) * dst_stride, _mm512_shuffle_f32x4(hi, hi2, 0xdd));
  });
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_AVX512_INL_H_
