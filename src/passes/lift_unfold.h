// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Sliding windows, which exporters write with gathers of rows and columns.
//
//   g = Gather(Gather(Pad(x), rows, axis 2), columns, axis 4)
//   Reshape(Transpose(0,1,2,4,3,5)(g), B x C kh kw x L)
//       -> Transpose(0,2,1)(Unfold(x))
//   Reshape(Transpose(0,3,5,1,2,4)(g), B x L x C kh kw)  ->  Unfold(x)
//
// rows and columns are constants of kernel x positions, with
// rows[k][i] = i * stride + k * dilation. Preconditions: float32; no padding or
// padding of H and W with zeros, never negative.

#ifndef BURIN_PASSES_LIFT_UNFOLD_H_
#define BURIN_PASSES_LIFT_UNFOLD_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftUnfold(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_UNFOLD_H_
