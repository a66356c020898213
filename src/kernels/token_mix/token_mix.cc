// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/token_mix/token_mix.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/token_mix/plan.h"

namespace burin {

TokenMixPlan PlanTokenMix(const TokenMixArgs& args) noexcept {
  // About 2^20 multiply-adds, some ten microseconds, are a task.
  constexpr int64_t kWork = 1 << 20;
  constexpr int64_t kColumns = 64;
  const int64_t per_column =
      std::max<int64_t>(1, args.length * args.out_length);
  TokenMixPlan plan;
  plan.columns =
      std::min(RoundUp<int64_t>(std::max<int64_t>(args.columns, 1), kColumns),
               RoundUp(CeilDiv(kWork, per_column), kColumns));
  plan.column_blocks = CeilDiv(args.columns, plan.columns);
  plan.groups =
      plan.column_blocks > 1 ? 1 : CeilDiv(kWork, per_column * plan.columns);
  return plan;
}

int64_t TokenMixTasks(const TokenMixArgs& args) noexcept {
  if (args.columns == 0 || args.out_length == 0) return 0;
  const TokenMixPlan plan = PlanTokenMix(args);
  return CeilDiv(args.groups, plan.groups) * plan.column_blocks;
}

size_t TokenMixScratchBytes(const TokenMixArgs& args) noexcept {
  constexpr int64_t kMostLanes = 16;
  return static_cast<size_t>((args.length + args.out_length) * kMostLanes) *
         sizeof(float);
}

}  // namespace burin
