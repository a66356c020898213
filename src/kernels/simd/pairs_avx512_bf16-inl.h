// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// PairBf16(first, second): words whose bf16 are those of two vectors, lane by
// lane; see words-inl.h.

#ifndef BURIN_KERNELS_SIMD_PAIRS_AVX512_BF16_INL_H_
#define BURIN_KERNELS_SIMD_PAIRS_AVX512_BF16_INL_H_

#include "kernels/simd/words_avx512_bf16-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The order of halves that puts the second vector's between the first's.
alignas(64) constexpr int16_t kPairOrder[32] = {
    0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
    8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};

BURIN_INLINE V PairBf16(V first, V second) {
  return _mm512_castsi512_ps(
      _mm512_permutexvar_epi16(_mm512_load_si512(kPairOrder),
                               _mm512_castps_si512(ToBf16(first, second))));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_PAIRS_AVX512_BF16_INL_H_
