// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Words of reduced operands in AVX-512 that has no instructions for them: they
// are widened. The vocabulary is in words-inl.h.

#ifndef BURIN_KERNELS_SIMD_WORDS_AVX512_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_AVX512_INL_H_

#include "kernels/simd/avx512-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The first and the second bf16 of each word as a float.
BURIN_INLINE V FirstBf16(V words) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(words), 16));
}
BURIN_INLINE V SecondBf16(V words) {
  return _mm512_castsi512_ps(
      _mm512_and_si512(_mm512_castps_si512(words),
                       _mm512_set1_epi32(static_cast<int>(0xffff0000))));
}
BURIN_INLINE V DotBf16(V a, V b, V sum) {
  return Fma(SecondBf16(a), SecondBf16(b),
             Fma(FirstBf16(a), FirstBf16(b), sum));
}

// The upper half of each lane, rounded to nearest even; NaN stays NaN.
BURIN_INLINE __m256i Bf16Of(V v) {
  const __m512i bits = _mm512_castps_si512(v);
  const __m512i odd =
      _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  const __m512i rounded =
      _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff)), odd);
  const __mmask16 nan = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
  const __m512i chosen =
      _mm512_mask_or_epi32(rounded, nan, bits, _mm512_set1_epi32(0x400000));
  return _mm512_cvtepi32_epi16(_mm512_srli_epi32(chosen, 16));
}
BURIN_INLINE V ToBf16(V low, V high) {
  return _mm512_castsi512_ps(
      _mm512_inserti64x4(_mm512_castsi256_si512(Bf16Of(low)), Bf16Of(high), 1));
}
BURIN_INLINE void StoreBf16(float* words, V v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), Bf16Of(v));
}

// Products of 16 bits, pairs of which are added without saturation.
BURIN_INLINE V DotInt8(V a, V b, V sum) {
  const __m512i low = _mm512_set1_epi32(0x00ff00ff);
  const __m512i ai = _mm512_castps_si512(a);
  const __m512i bi = _mm512_castps_si512(b);
  const __m512i even =
      _mm512_madd_epi16(_mm512_and_si512(ai, low),
                        _mm512_srai_epi16(_mm512_slli_epi16(bi, 8), 8));
  const __m512i odd =
      _mm512_madd_epi16(_mm512_srli_epi16(ai, 8), _mm512_srai_epi16(bi, 8));
  return _mm512_castsi512_ps(
      _mm512_add_epi32(_mm512_castps_si512(sum), _mm512_add_epi32(even, odd)));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#include "kernels/simd/ints_avx512-inl.h"
#include "kernels/simd/words-inl.h"

#endif  // BURIN_KERNELS_SIMD_WORDS_AVX512_INL_H_
