// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pipeline.h.

#include "passes/pipeline.h"

#include "passes/assign_precision.h"
#include "passes/channels_last.h"
#include "passes/fold_batch_norm.h"
#include "passes/fuse_depthwise.h"
#include "passes/fuse_linear.h"
#include "passes/fuse_mlp.h"
#include "passes/hoist_gather.h"
#include "passes/lift.h"
#include "passes/lower_batch_norm.h"
#include "passes/pack_weights.h"

namespace burin {

std::vector<Pass> CompilePipeline() {
  std::vector<Pass> passes = LiftPipeline();
  const Pass rest[] = {
      {"fold-batch-norm", FoldBatchNorm,
       "while the neighbours still are convolutions"},
      {"channels-last", ChannelsLast,
       "after lifting, which knows the layouts of PyTorch"},
      {"fuse-depthwise", FuseDepthwise,
       "takes activations before the products do"},
      {"lower-batch-norm", LowerBatchNorm, "what no convolution took"},
      {"to-fused-linear", ToFusedLinear,
       "turns every product into the one form that the next passes extend"},
      {"fuse-activation", FuseActivation,
       "before residuals, which come after the activation"},
      {"fuse-residual", FuseResidual,
       "leaves the norm's input with the product as its only reader"},
      {"fuse-norm", FuseNorm, "before sources, which lie below the norm"},
      {"fuse-source", FuseSource,
       "before pairs, so that a pair may read shifted rows"},
      {"hoist-gather", HoistGather, "before pairs: one row needs no pair"},
      {"fuse-mlp", FuseMlp, "pairs of finished products"},
      {"assign-precision", AssignPrecision,
       "steps are final, and packing depends on it"},
      {"pack-weights", PackWeights, "last: the shapes and forms are final"},
  };
  passes.insert(passes.end(), std::begin(rest), std::end(rest));
  return passes;
}

}  // namespace burin
