// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/performer/performer.h"

#include "base/checked_math.h"
#include "kernels/performer/plan.h"

namespace burin {

PerformerPlan PlanPerformer(const PerformerArgs& args) noexcept {
  PerformerPlan plan;
  plan.blocks = CeilDiv(args.tokens, kPerformerTokens);
  plan.padded_dim = RoundUp<int64_t>(args.dim, 16);
  plan.padded_features = RoundUp<int64_t>(args.features, 16);
  plan.sum_floats = plan.padded_features * (1 + plan.padded_dim);
  return plan;
}

size_t PerformerSumsFloats(const PerformerArgs& args) noexcept {
  const PerformerPlan plan = PlanPerformer(args);
  return static_cast<size_t>(args.batch * (plan.blocks + 1) * plan.sum_floats);
}

int64_t PerformerTasks(const PerformerArgs& args, int phase) noexcept {
  if (args.dim == 0 || args.tokens == 0) return 0;
  return phase == 1 ? args.batch : args.batch * PlanPerformer(args).blocks;
}

size_t PerformerScratchBytes(const PerformerArgs& args) noexcept {
  const PerformerPlan plan = PlanPerformer(args);
  return static_cast<size_t>(args.dim * plan.padded_features +
                             kPerformerTokens *
                                 (plan.padded_features + plan.padded_dim)) *
         sizeof(float);
}

}  // namespace burin
