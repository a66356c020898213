// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows that nobody will read are not computed: a Gather moves up through ops
// that work on each row alone.
//
//   Gather(f(x, r), i) = f(Gather(x, i), Gather(r, i))
//
// for f a LayerNormalization over the last axis or a FusedLinear of plain rows
// with its residual r. In a transformer with a class token this leaves the
// last block's projection and MLP one row a sample. Preconditions: constant
// indices, not on the last axis; nobody else reads f's result.

#ifndef BURIN_PASSES_HOIST_GATHER_H_
#define BURIN_PASSES_HOIST_GATHER_H_

#include "passes/pass.h"

namespace burin {

Result<bool> HoistGather(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_HOIST_GATHER_H_
