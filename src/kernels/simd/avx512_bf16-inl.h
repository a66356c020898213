// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The vectors of avx512-inl.h in the tier that multiplies bf16 and int8, too.

#ifndef BURIN_KERNELS_SIMD_AVX512_BF16_INL_H_
#define BURIN_KERNELS_SIMD_AVX512_BF16_INL_H_

#define BURIN_ISA_NAMESPACE isa_avx512_bf16
// Whose register tiles of floats it uses (linear/tile-inl.h).
#define BURIN_FLOAT_TILES_NAMESPACE isa_avx512

#include "kernels/simd/avx512-inl.h"

#endif  // BURIN_KERNELS_SIMD_AVX512_BF16_INL_H_
