// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Nodes that read nothing but constants become constants.
//
//   f(c1, c2, ...)  ->  c
//
// Preconditions: the result is no larger than a weight is (64 MiB, 256 MiB in
// all), and its computation needs no more than about a second.

#ifndef BURIN_PASSES_FOLD_CONSTANTS_H_
#define BURIN_PASSES_FOLD_CONSTANTS_H_

#include "passes/pass.h"

namespace burin {

Result<bool> FoldConstants(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_FOLD_CONSTANTS_H_
