// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Einsum as the matrix product that it is.
//
//   Einsum(a, b) -> Transpose(MatMul(Transpose(a), Transpose(b)))
//
// with the letters that a, b and the result share first (the batch), then for a
// its own letter and the summed one, for b the summed one and its own.
// Preconditions: float32; two operands without repeated letters or broadcast;
// one summed letter, which both have; at most one letter of each operand alone
// (none: a dimension of 1 takes its place); a may have more of its own when
// there is no batch.

#ifndef BURIN_PASSES_LOWER_EINSUM_H_
#define BURIN_PASSES_LOWER_EINSUM_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LowerEinsum(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LOWER_EINSUM_H_
