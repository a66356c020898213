// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_PERFORMER_PLAN_H_
#define BURIN_KERNELS_PERFORMER_PLAN_H_

#include "kernels/performer/performer.h"

namespace burin {

// The sums of a block, and of a whole sample, are [features] of kp, then
// [features][dim] of kp v, both padded; a sample's stand after its blocks'.
struct PerformerPlan {
  int64_t blocks = 0;  // of one sample
  int64_t padded_dim = 0;
  int64_t padded_features = 0;
  int64_t sum_floats = 0;
};

PerformerPlan PlanPerformer(const PerformerArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_PERFORMER_PLAN_H_
