// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Layer normalization written out.
//
//   d = x - mean(x);  d / sqrt(mean(d^2) + epsilon)  ->  LayerNorm(x, 1)
//   LayerNorm(x, 1) * s        ->  LayerNorm(x, s)
//   LayerNorm(x, s) + b        ->  LayerNorm(x, s, b)
//
// d^2 may be a power or a product. Preconditions: float32; both means over the
// same last dimensions; s and b are constants over those dimensions; nobody
// else reads the norm between.

#ifndef BURIN_PASSES_LIFT_LAYER_NORM_H_
#define BURIN_PASSES_LIFT_LAYER_NORM_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftLayerNorm(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_LAYER_NORM_H_
