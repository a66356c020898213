// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Mean and 1 / sqrt(variance + eps) over all pixels and channels of each image,
// or of each shifted image (ShiftShape) without writing it.
//
// Two phases, each a loop of its own: phase 0 gives count, mean and sum of
// squared deviations of blocks of kStatsPixels pixels (two passes over a block,
// which stays in cache), phase 1 joins an image's blocks from first to last in
// double. The blocks do not depend on threads, so neither do the bits.

#ifndef BURIN_KERNELS_GROUP_STATS_GROUP_STATS_H_
#define BURIN_KERNELS_GROUP_STATS_GROUP_STATS_H_

#include <cstddef>
#include <cstdint>

namespace burin {

inline constexpr int64_t kStatsPixels = 64;
inline constexpr int kGroupStatsPhases = 2;

struct GroupStatsArgs {
  const float* x = nullptr;  // [batch][height][width][channels]
  int64_t batch = 0, height = 0, width = 0, channels = 0;
  int64_t shift_group = 0;  // 0: not shifted
  float eps = 0;
  float* partials = nullptr;  // GroupPartialsFloats(args)
  float* stats = nullptr;     // [batch][2]: mean, 1 / sqrt(variance + eps)
};

size_t GroupPartialsFloats(const GroupStatsArgs& args) noexcept;
int64_t GroupStatsTasks(const GroupStatsArgs& args, int phase) noexcept;
using GroupStatsFn = void (*)(const GroupStatsArgs& args, int phase,
                              int64_t task) noexcept;

// Plain loops with sums in double.
void GroupStatsReference(const GroupStatsArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_GROUP_STATS_GROUP_STATS_H_
