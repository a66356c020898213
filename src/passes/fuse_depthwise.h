// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution with what stands around it:
//
//   post(DepthwiseConv(pre(BatchNorm(x))))  ->  DepthwiseConv with the norm's
//   scale and bias, and both activations.
//
// Each part may be missing. Preconditions: nobody else reads the values
// between; the norm's operands are constants.

#ifndef BURIN_PASSES_FUSE_DEPTHWISE_H_
#define BURIN_PASSES_FUSE_DEPTHWISE_H_

#include "passes/pass.h"

namespace burin {

Result<bool> FuseDepthwise(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_FUSE_DEPTHWISE_H_
