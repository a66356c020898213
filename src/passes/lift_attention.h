// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax attention over packed q, k and v. With q, k and v sliced from one
// value x: B x L x 3E, reshaped to heads and transposed to B x heads x L x d:
//
//   merge heads(softmax(scale q k') v)  ->  Attention(x, heads, scale)
//
// The scale may multiply (or divide) the product, q or k, or parts of it each.
// Preconditions: float32; the softmax is over the last dimension, without a
// mask; v has the width of q and k.

#ifndef BURIN_PASSES_LIFT_ATTENTION_H_
#define BURIN_PASSES_LIFT_ATTENTION_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftAttention(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_ATTENTION_H_
