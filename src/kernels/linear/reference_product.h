// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the references of products share: packed weights read back, and rows
// rounded as the kernels round them.

#ifndef BURIN_KERNELS_LINEAR_REFERENCE_PRODUCT_H_
#define BURIN_KERNELS_LINEAR_REFERENCE_PRODUCT_H_

#include <cstdint>
#include <span>

#include "kernels/isa.h"
#include "kernels/operands.h"

namespace burin {

// Weights K x N as PackLinearWeights left them.
struct PackedWeights {
  Isa isa;
  Operands operands;
  int32_t nr;
  int64_t k;
  int64_t n;
  const float* words;
};

// bias[n] + sum_k row[k] * W[k, n].
double ReferenceDot(const PackedWeights& w, std::span<const double> row,
                    int64_t n);

// The row as the product sees it; kInt8: with one scale for the whole row, or
// one for every kInt8Columns.
void RoundOperands(Operands operands, bool whole, std::span<double> row);

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_REFERENCE_PRODUCT_H_
