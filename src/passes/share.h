// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Common subexpressions: nodes of equal ops on equal inputs are one node, small
// constants of equal type and bytes are one constant.
//
//   f(x), f(x)  ->  y = f(x), y, y
//
// No preconditions: no op has state.

#ifndef BURIN_PASSES_SHARE_H_
#define BURIN_PASSES_SHARE_H_

#include "passes/pass.h"

namespace burin {

Result<bool> Share(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_SHARE_H_
