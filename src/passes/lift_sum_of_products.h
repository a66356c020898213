// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Contractions written as a product of everything with everything, which is
// what is left of an Einsum on systems that lack it.
//
//   ReduceSum(Unsqueeze(a) * Unsqueeze(b), axes)  ->  Einsum(a, b)
//
// An operand has a letter for each dimension that Unsqueeze did not insert (for
// a constant: that is not 1). Preconditions: float32; some dimension belongs to
// one operand only, else it is a sum of element by element products; every
// summed dimension belongs to both.

#ifndef BURIN_PASSES_LIFT_SUM_OF_PRODUCTS_H_
#define BURIN_PASSES_LIFT_SUM_OF_PRODUCTS_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftSumOfProducts(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_SUM_OF_PRODUCTS_H_
