// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The mixing of one axis, which sMLPNet writes as a convolution.
//
//   Transpose(q)(Conv1x1(Transpose(p)(x), W, b))  ->  TokenMix(x, W, b)
//
// along axis p[1]. Preconditions: float32; four dimensions; q undoes p, and p
// moves axis 1; one group, no padding, steps of 1; W is a constant.

#ifndef BURIN_PASSES_LIFT_TOKEN_MIX_H_
#define BURIN_PASSES_LIFT_TOKEN_MIX_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftTokenMix(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_TOKEN_MIX_H_
