// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/group_stats/group_stats.h"

#include "base/checked_math.h"

namespace burin {
namespace {

int64_t Blocks(const GroupStatsArgs& args) {
  return CeilDiv(args.height * args.width, kStatsPixels);
}

}  // namespace

size_t GroupPartialsFloats(const GroupStatsArgs& args) noexcept {
  return static_cast<size_t>(2 * args.batch * Blocks(args));
}

int64_t GroupStatsTasks(const GroupStatsArgs& args, int phase) noexcept {
  return phase == 0 ? args.batch * Blocks(args) : args.batch;
}

}  // namespace burin
