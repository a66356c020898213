// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The erf form of GELU, with its factors in any order.
//
//   x * 0.5 * (1 + erf(x / sqrt 2))  ->  Gelu(x)
//
// The division may be a product with 1 / sqrt 2; the factor 0.5 may stand at
// either factor, at their product, or inside the sum as 0.5 + 0.5 erf.
// Preconditions: float32; constants equal theirs to 1e-6.

#ifndef BURIN_PASSES_LIFT_GELU_H_
#define BURIN_PASSES_LIFT_GELU_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftGelu(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_GELU_H_
