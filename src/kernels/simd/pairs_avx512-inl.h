// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// PairBf16(first, second): words whose bf16 are those of two vectors, lane by
// lane; see words-inl.h.

#ifndef BURIN_KERNELS_SIMD_PAIRS_AVX512_INL_H_
#define BURIN_KERNELS_SIMD_PAIRS_AVX512_INL_H_

#include "kernels/simd/words_avx512-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

BURIN_INLINE V PairBf16(V first, V second) {
  const __m512i low = _mm512_cvtepu16_epi32(Bf16Of(first));
  const __m512i high = _mm512_cvtepu16_epi32(Bf16Of(second));
  return _mm512_castsi512_ps(_mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_PAIRS_AVX512_INL_H_
