// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Words of reduced operands in AVX2: they are widened. The vocabulary is in
// words-inl.h.

#ifndef BURIN_KERNELS_SIMD_WORDS_AVX2_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_AVX2_INL_H_

#include "kernels/simd/avx2-inl.h"

namespace burin::isa_avx2 {

// The first and the second bf16 of each word as a float.
BURIN_INLINE V FirstBf16(V words) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(words), 16));
}
BURIN_INLINE V SecondBf16(V words) {
  return _mm256_and_ps(
      words,
      _mm256_castsi256_ps(_mm256_set1_epi32(static_cast<int>(0xffff0000))));
}
BURIN_INLINE V DotBf16(V a, V b, V sum) {
  return Fma(SecondBf16(a), SecondBf16(b),
             Fma(FirstBf16(a), FirstBf16(b), sum));
}

// The upper half of each lane, rounded to nearest even, in the lower half; NaN
// stays NaN.
BURIN_INLINE __m256i Bf16Of(V v) {
  const __m256i bits = _mm256_castps_si256(v);
  const __m256i odd =
      _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  const __m256i rounded =
      _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), odd);
  const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(v, v, _CMP_UNORD_Q));
  const __m256i chosen = _mm256_blendv_epi8(
      rounded, _mm256_or_si256(bits, _mm256_set1_epi32(0x400000)), nan);
  return _mm256_srli_epi32(chosen, 16);
}
BURIN_INLINE V ToBf16(V low, V high) {
  const __m256i mixed = _mm256_packus_epi32(Bf16Of(low), Bf16Of(high));
  return _mm256_castsi256_ps(_mm256_permute4x64_epi64(mixed, 0xd8));
}
BURIN_INLINE void StoreBf16(float* words, V v) {
  const V both = ToBf16(v, v);
  _mm_storeu_ps(words, _mm256_castps256_ps128(both));
}

// Products of 16 bits, pairs of which are added without saturation.
BURIN_INLINE V DotInt8(V a, V b, V sum) {
  const __m256i low = _mm256_set1_epi32(0x00ff00ff);
  const __m256i ai = _mm256_castps_si256(a);
  const __m256i bi = _mm256_castps_si256(b);
  const __m256i even =
      _mm256_madd_epi16(_mm256_and_si256(ai, low),
                        _mm256_srai_epi16(_mm256_slli_epi16(bi, 8), 8));
  const __m256i odd =
      _mm256_madd_epi16(_mm256_srli_epi16(ai, 8), _mm256_srai_epi16(bi, 8));
  return _mm256_castsi256_ps(
      _mm256_add_epi32(_mm256_castps_si256(sum), _mm256_add_epi32(even, odd)));
}
BURIN_INLINE V SetInt(int32_t x) {
  return _mm256_castsi256_ps(_mm256_set1_epi32(x));
}
BURIN_INLINE V AddInts(V a, V b) {
  return _mm256_castsi256_ps(
      _mm256_add_epi32(_mm256_castps_si256(a), _mm256_castps_si256(b)));
}
BURIN_INLINE V MaxInts(V a, V b) {
  return _mm256_castsi256_ps(
      _mm256_max_epi32(_mm256_castps_si256(a), _mm256_castps_si256(b)));
}
BURIN_INLINE float MaxIntLanes(V v) {
  const __m256i x = _mm256_castps_si256(v);
  const __m128i b =
      _mm_max_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  const __m128i c = _mm_max_epi32(b, _mm_shuffle_epi32(b, 0x4e));
  return _mm_cvtss_f32(
      _mm_castsi128_ps(_mm_max_epi32(c, _mm_shuffle_epi32(c, 0xb1))));
}
BURIN_INLINE V MulInts(V a, V b) {
  return _mm256_castsi256_ps(
      _mm256_mullo_epi32(_mm256_castps_si256(a), _mm256_castps_si256(b)));
}
BURIN_INLINE V IntsToFloats(V v) {
  return _mm256_cvtepi32_ps(_mm256_castps_si256(v));
}
// Two rounds of narrowing by halves, which then are put in order.
BURIN_INLINE V ToInt8(V x0, V x1, V x2, V x3) {
  const __m256i a =
      _mm256_packs_epi32(_mm256_cvtps_epi32(x0), _mm256_cvtps_epi32(x1));
  const __m256i b =
      _mm256_packs_epi32(_mm256_cvtps_epi32(x2), _mm256_cvtps_epi32(x3));
  return _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(
      _mm256_packus_epi16(a, b), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
}

}  // namespace burin::isa_avx2

#include "kernels/simd/words-inl.h"

#endif  // BURIN_KERNELS_SIMD_WORDS_AVX2_INL_H_
