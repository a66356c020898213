// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/depthwise/depthwise.h"

#include "base/checked_math.h"
#include "kernels/depthwise/plan.h"

namespace burin {

DepthwisePlan PlanDepthwise(const DepthwiseArgs& args) noexcept {
  // 64 channels: four cache lines of a pixel; three lines of 58 pixels are then
  // 43 KB, about a first level cache. 14 rows: the two that neighbouring bands
  // compute twice are a seventh.
  constexpr int64_t kChannels = 64;
  constexpr int64_t kBand = 14;
  DepthwisePlan plan;
  plan.channel_blocks = CeilDiv(args.channels, kChannels);
  if (plan.channel_blocks > 0) {
    plan.channels =
        RoundUp<int64_t>(CeilDiv(args.channels, plan.channel_blocks), 16);
    plan.channel_blocks = CeilDiv(args.channels, plan.channels);
  }
  plan.bands = CeilDiv(args.out_height, kBand);
  if (plan.bands > 0) plan.band = CeilDiv(args.out_height, plan.bands);
  if (plan.band > 0) plan.bands = CeilDiv(args.out_height, plan.band);
  plan.line_pixels = (args.out_width - 1) * args.stride + args.kernel_width;
  return plan;
}

int64_t DepthwiseTasks(const DepthwiseArgs& args) noexcept {
  if (args.out_width == 0) return 0;
  const DepthwisePlan plan = PlanDepthwise(args);
  return args.batch * plan.bands * plan.channel_blocks;
}

size_t DepthwiseScratchBytes(const DepthwiseArgs& args) noexcept {
  const DepthwisePlan plan = PlanDepthwise(args);
  return static_cast<size_t>(args.kernel_height * plan.line_pixels *
                             plan.channels) *
         sizeof(float);
}

}  // namespace burin
