// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Words of reduced operands with AVX512_BF16 and AVX512_VNNI. The vocabulary is
// in words-inl.h.

#ifndef BURIN_KERNELS_SIMD_WORDS_AVX512_BF16_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_AVX512_BF16_INL_H_

#include "kernels/simd/avx512_bf16-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Sums the two products of a word one after the other.
BURIN_INLINE V DotBf16(V a, V b, V sum) {
  return _mm512_dpbf16_ps(sum,
                          reinterpret_cast<__m512bh>(_mm512_castps_si512(a)),
                          reinterpret_cast<__m512bh>(_mm512_castps_si512(b)));
}
BURIN_INLINE V ToBf16(V low, V high) {
  return _mm512_castsi512_ps(
      reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)));
}
BURIN_INLINE void StoreBf16(float* words, V v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(words),
                      reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(v)));
}

// The instruction by name: g++ 12 copies the sums before its intrinsic.
BURIN_INLINE V DotInt8(V a, V b, V sum) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  return sum;
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#include "kernels/simd/ints_avx512-inl.h"
#include "kernels/simd/words-inl.h"

#endif  // BURIN_KERNELS_SIMD_WORDS_AVX512_BF16_INL_H_
