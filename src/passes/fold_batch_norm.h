// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// BatchNormalization into the convolution before or after it.
//
//   BN(Conv(x, W, b)) = Conv(x, s W, s b + t)      with s, t of AffineOf()
//   Conv1x1(BN(x), W, b) = Conv1x1(x, W s, b + W t)
//
// Preconditions: constant weights; nobody else reads the value between; for the
// second form no padding (padding zeros come after the norm) and one group.

#ifndef BURIN_PASSES_FOLD_BATCH_NORM_H_
#define BURIN_PASSES_FOLD_BATCH_NORM_H_

#include "passes/pass.h"

namespace burin {

Result<bool> FoldBatchNorm(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_FOLD_BATCH_NORM_H_
