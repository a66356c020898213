// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A channels-last BatchNormalization with constant operands becomes what it
// computes: x * scale + bias, one row of each for every pixel.

#ifndef BURIN_PASSES_LOWER_BATCH_NORM_H_
#define BURIN_PASSES_LOWER_BATCH_NORM_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LowerBatchNorm(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LOWER_BATCH_NORM_H_
