// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Operands of reduced products (Precision in ops.h) as the float32 values that
// they stand for after rounding.

#ifndef BURIN_OPS_REFERENCE_REDUCED_H_
#define BURIN_OPS_REFERENCE_REDUCED_H_

#include <cstdint>
#include <span>

#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin::reference {

// Rows of `columns` elements, rounded in place; kInt8: each with scales of its
// own for every `chunk` columns. A row that is not finite becomes NaN in kInt8.
void RoundRows(Precision precision, int64_t columns, int64_t chunk,
               std::span<float> rows);

// W: K x N, dense, rounded in place; kInt8: with a scale per column.
void RoundWeights(Precision precision, int64_t k, int64_t n,
                  std::span<float> w);

// Column `j` of packed weights: its bias, and its K elements into w[0],
// w[stride], ... `wide` and `panel` as in ops.h (FusedLinear).
float UnpackColumn(Precision precision, const int32_t* packed, int64_t wide,
                   int64_t panel, int64_t k, int64_t j, float* w,
                   int64_t stride);

// x W + bias with sums in double. x: ... x K, W: K x N, bias: N; all float32.
Result<Tensor> ProductInDouble(const Tensor& x, const Tensor& w,
                               const Tensor& bias);

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_REDUCED_H_
