// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_DEPTHWISE_PLAN_H_
#define BURIN_KERNELS_DEPTHWISE_PLAN_H_

#include "kernels/depthwise/depthwise.h"

namespace burin {

// A task computes `band` output rows of `channels` channels of one image. Its
// scratch memory holds `lines` rows of Z, each `line_pixels` pixels wide, the
// border included: what `rows` output rows, computed together, need.
struct DepthwisePlan {
  int64_t band = 0;
  int64_t bands = 0;
  int64_t channels = 0;  // a multiple of 16
  int64_t channel_blocks = 0;
  int64_t rows = 0;
  int64_t lines = 0;
  int64_t line_pixels = 0;
};

DepthwisePlan PlanDepthwise(const DepthwiseArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_DEPTHWISE_PLAN_H_
