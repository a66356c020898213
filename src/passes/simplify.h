// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Nodes that do nothing go, and what can be said in several ways is said in
// one, so that later passes have one form to look for:
//
//   Identity(x), Cast to the same type, Pow(x, 1), x * 1, x / 1, x + 0, x - 0,
//   Expand / Tile / Slice / Pad / Transpose that keep everything  ->  x
//   Concat(x)                                   ->  x
//   Flatten, Squeeze, Unsqueeze, Reshape        ->  Reshape to written-out dims
//   Reshape(Reshape(x))                         ->  Reshape(x)
//   Reshape(Transpose(x)) moving only dims of 1 ->  Reshape(x)
//   Transpose(Transpose(x))                     ->  Transpose(x)
//   Reshape(Softmax(Reshape(x))) over the last dimension, which is kept
//                                               ->  Softmax(x)
//   Slice(Slice(x)), steps above 0              ->  Slice(x)
//   Slice                -> starts and ends in [0, dim], cut axes only, sorted
//   Split                                       ->  a Slice an output
//   Gather(Transpose(x)), one index             ->  Transpose(Gather(x))
//   Gather(Reshape(x)), one index of a dimension that the reshape split off
//                                               ->  Reshape(Slice(x))
//   Reshape(Slice(y)), one index                ->  as Gather(y)
//   ReduceMean over all of H and W of 4 dims    ->  GlobalAveragePool (Reshape)
//
// Preconditions: static shapes; operands that say how (shapes, axes, indices)
// are constants. Values change by nothing more than the sign of a zero.

#ifndef BURIN_PASSES_SIMPLIFY_H_
#define BURIN_PASSES_SIMPLIFY_H_

#include "passes/pass.h"

namespace burin {

Result<bool> Simplify(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_SIMPLIFY_H_
