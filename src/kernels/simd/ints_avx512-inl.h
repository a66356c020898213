// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Integers in vectors of AVX-512, for both tiers that have them. The vocabulary
// is in words-inl.h.

#ifndef BURIN_KERNELS_SIMD_INTS_AVX512_INL_H_
#define BURIN_KERNELS_SIMD_INTS_AVX512_INL_H_

namespace burin::BURIN_ISA_NAMESPACE {

BURIN_INLINE V SetInt(int32_t x) {
  return _mm512_castsi512_ps(_mm512_set1_epi32(x));
}
BURIN_INLINE V AddInts(V a, V b) {
  return _mm512_castsi512_ps(
      _mm512_add_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)));
}
BURIN_INLINE V MaxInts(V a, V b) {
  return _mm512_castsi512_ps(
      _mm512_max_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)));
}
BURIN_INLINE float MaxIntLanes(V v) {
  return __builtin_bit_cast(float,
                            _mm512_reduce_max_epi32(_mm512_castps_si512(v)));
}
BURIN_INLINE V MulInts(V a, V b) {
  return _mm512_castsi512_ps(
      _mm512_mullo_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)));
}
BURIN_INLINE V IntsToFloats(V v) {
  return _mm512_cvtepi32_ps(_mm512_castps_si512(v));
}

// Two rounds of narrowing by quarters of 128 bits, which then are put in order.
BURIN_INLINE V ToInt8(V x0, V x1, V x2, V x3) {
  const __m512i a =
      _mm512_packs_epi32(_mm512_cvtps_epi32(x0), _mm512_cvtps_epi32(x1));
  const __m512i b =
      _mm512_packs_epi32(_mm512_cvtps_epi32(x2), _mm512_cvtps_epi32(x3));
  const __m512i order =
      _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return _mm512_castsi512_ps(
      _mm512_permutexvar_epi32(order, _mm512_packus_epi16(a, b)));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_INTS_AVX512_INL_H_
