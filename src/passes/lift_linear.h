// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Products with constant matrices.
//
//   MatMul(x, W)                 ->  Linear(x, W)
//   Gemm(x, W, b)                ->  Linear(x, alpha W', beta b)
//   Linear(x, W) + b             ->  Linear(x, W, b)
//
// W' is W, transposed if the Gemm says so. Preconditions: float32; W and b are
// constants, W of two dimensions, b one number a column (a Gemm's b may also be
// absent); x is not transposed; nobody else reads the product before b.

#ifndef BURIN_PASSES_LIFT_LINEAR_H_
#define BURIN_PASSES_LIFT_LINEAR_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftLinear(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_LINEAR_H_
