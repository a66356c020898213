// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Two products with an activation between, whose hidden tensor nobody else
// reads, become one step:
//
//   r + (act(norm(x) W1 + b1) W2 + b2)  ->  FusedMlp
//
// where r is absent, or any value of the output's shape; r == x (the rows
// before the norm) is read while they are gathered. Only where the tier's
// kernels say that it is faster than two steps for operands of the context's
// precision.

#ifndef BURIN_PASSES_FUSE_MLP_H_
#define BURIN_PASSES_FUSE_MLP_H_

#include "passes/pass.h"

namespace burin {

Result<bool> FuseMlp(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_FUSE_MLP_H_
