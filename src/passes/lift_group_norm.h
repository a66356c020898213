// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Group normalization, which old opsets write as an instance normalization of
// the groups.
//
//   Reshape(InstanceNorm(Reshape(x, B x G x ...), s, b), dims of x)
//       -> GroupNorm(x, G, s and b repeated over each group's channels)
//   GroupNorm(x, s, b) * c  ->  GroupNorm(x, s c, b c)
//   GroupNorm(x, s, b) + c  ->  GroupNorm(x, s, b + c)
//   GroupNorm per group     ->  GroupNorm per channel
//
// Preconditions: float32 constants, one number a channel; nobody else reads the
// norm between.

#ifndef BURIN_PASSES_LIFT_GROUP_NORM_H_
#define BURIN_PASSES_LIFT_GROUP_NORM_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftGroupNorm(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_GROUP_NORM_H_
