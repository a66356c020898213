// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
//   AssignPrecision   the precision of each FusedLinear, FusedMlp and Attention
//                     by the context's policy
//
// With kBf16 every product but those kept. With kInt8 every FusedLinear and
// FusedMlp but those kept and the ends of the network, which are bf16: the
// products that read no other product's result (the embedding of the image: few
// operations, and every later step sees its error) and those whose result no
// other product reads (the head: its error is the answer's). Products with fewer
// than 96 rows or columns of weights are bf16, too: rounding their operands
// takes longer than int8 saves. Attention has no int8 form and is bf16.
//
// A step is kept when any source node that it stands for is named. A kept
// Performer, which computes in float32 always, keeps the product that makes its
// k, q and v: that is where its exponentials get their error from.

#ifndef BURIN_PASSES_ASSIGN_PRECISION_H_
#define BURIN_PASSES_ASSIGN_PRECISION_H_

#include "passes/pass.h"

namespace burin {

// Runs before the weights are packed, in the form that the precision wants.
Result<bool> AssignPrecision(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_ASSIGN_PRECISION_H_
