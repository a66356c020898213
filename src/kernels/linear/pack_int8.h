// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Weights of int8 products: PackLinearWeights for Operands::kInt8.

#ifndef BURIN_KERNELS_LINEAR_PACK_INT8_H_
#define BURIN_KERNELS_LINEAR_PACK_INT8_H_

#include <cstdint>

#include "kernels/isa.h"

namespace burin {

// By the rules of base/int8.h.
void PackInt8Weights(Isa isa, int32_t nr, int64_t k, int64_t n, const float* w,
                     int64_t row_stride, int64_t column_stride,
                     const float* bias, float* packed) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_PACK_INT8_H_
