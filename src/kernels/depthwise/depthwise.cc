// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/depthwise/depthwise.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/depthwise/plan.h"

namespace burin {

DepthwisePlan PlanDepthwise(const DepthwiseArgs& args) noexcept {
  // The lines take at most 32 KB, most of a first level cache, of at most 64
  // channels: four cache lines of a pixel. 14 rows: the two that neighbouring
  // bands compute twice are a seventh.
  constexpr int64_t kLineFloats = 8 << 10;
  constexpr int64_t kMostChannels = 64;
  constexpr int64_t kVector = 16;  // of the widest tier
  constexpr int64_t kBand = 14;
  DepthwisePlan plan;
  // Two rows of a 3x3 filter share half of what they read.
  const bool small = args.kernel_height == 3 && args.kernel_width == 3;
  plan.rows = small && args.stride == 1 ? 2 : 1;
  plan.lines = args.kernel_height + (plan.rows - 1) * args.stride;
  plan.line_pixels = (args.out_width - 1) * args.stride + args.kernel_width;
  const int64_t pixels =
      std::max<int64_t>(1, SaturatingMul(plan.lines, plan.line_pixels));
  const int64_t channels = std::clamp(kLineFloats / pixels / kVector * kVector,
                                      kVector, kMostChannels);
  plan.channel_blocks = CeilDiv(args.channels, channels);
  if (plan.channel_blocks > 0) {
    plan.channels =
        RoundUp(CeilDiv(args.channels, plan.channel_blocks), kVector);
    plan.channel_blocks = CeilDiv(args.channels, plan.channels);
  }
  plan.bands = CeilDiv(args.out_height, kBand);
  if (plan.bands > 0) plan.band = CeilDiv(args.out_height, plan.bands);
  if (plan.band > 0) plan.bands = CeilDiv(args.out_height, plan.band);
  return plan;
}

int64_t DepthwiseTasks(const DepthwiseArgs& args) noexcept {
  if (args.out_width == 0) return 0;
  const DepthwisePlan plan = PlanDepthwise(args);
  return args.batch * plan.bands * plan.channel_blocks;
}

size_t DepthwiseScratchBytes(const DepthwiseArgs& args) noexcept {
  const DepthwisePlan plan = PlanDepthwise(args);
  const int64_t floats =
      SaturatingMul(SaturatingMul(plan.lines, plan.line_pixels), plan.channels);
  return SaturatingMul(static_cast<size_t>(floats), sizeof(float));
}

}  // namespace burin
