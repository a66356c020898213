// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The token performer of T2T-ViT. With x = (k|q|v) sliced from one value and
// f(t) = exp(t W' - |t|^2 / 2) / sqrt(M), M the rows of W:
//
//   (f(q) . sum_l f(k_l) v_l') / (f(q) . sum_l f(k_l) + epsilon)
//       -> Performer(x, W)
//
// The sums of products may be Einsum or MatMul (with transposes); the norms and
// the divisor may be repeated to full width anywhere. Preconditions: float32;
// W and the numbers are constants, equal to theirs to 1e-6.

#ifndef BURIN_PASSES_LIFT_PERFORMER_H_
#define BURIN_PASSES_LIFT_PERFORMER_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftPerformer(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_PERFORMER_H_
