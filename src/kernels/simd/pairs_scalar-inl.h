// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// PairBf16(first, second): words whose bf16 are those of two vectors, lane by
// lane; see words-inl.h.

#ifndef BURIN_KERNELS_SIMD_PAIRS_SCALAR_INL_H_
#define BURIN_KERNELS_SIMD_PAIRS_SCALAR_INL_H_

#include "kernels/simd/words_scalar-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

BURIN_INLINE V PairBf16(V first, V second) {
  return FromBits(Bf16Of(first) | Bf16Of(second) << 16);
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_PAIRS_SCALAR_INL_H_
