// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Products with what stands around them, one small pass each.
//
//   ToFusedLinear   Linear, MatMul and Gemm with constant weights, transposed
//                   where they need it, become FusedLinear.
//   FuseActivation  act(FusedLinear)                -> its activation
//   FuseResidual    FusedLinear + r, same shape     -> its residual
//   FuseNorm        FusedLinear(LayerNorm(x)), FusedLinear(GroupNorm(x)) with
//                   one group -> its norm (and GroupStats(x))
//   FuseSource      FusedLinear(Unfold(x)), (Shift(x)), (Concat(x...)) -> its
//                   source; also below a fused norm, and GroupStats(Shift(x))
//
// Preconditions everywhere: nobody else reads the value between (a Shift may
// have other readers: reading it is only an address), and float32.

#ifndef BURIN_PASSES_FUSE_LINEAR_H_
#define BURIN_PASSES_FUSE_LINEAR_H_

#include "passes/pass.h"

namespace burin {

Result<bool> ToFusedLinear(Graph& graph, const PassContext& context);
Result<bool> FuseActivation(Graph& graph, const PassContext& context);
Result<bool> FuseResidual(Graph& graph, const PassContext& context);
Result<bool> FuseNorm(Graph& graph, const PassContext& context);
Result<bool> FuseSource(Graph& graph, const PassContext& context);

// Where the inputs of a FusedLinear or FusedMlp stand; see ops.h.
struct FusedInputs {
  size_t weights = 0;  // the first W
  size_t norm = 0;     // stats or scale
  size_t residual = 0;
};
FusedInputs InputsOf(const FusedLinear& op);
FusedInputs InputsOf(const FusedMlp& op);

}  // namespace burin

#endif  // BURIN_PASSES_FUSE_LINEAR_H_
