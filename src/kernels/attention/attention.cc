// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/attention/attention.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/attention/plan.h"
#include "kernels/linear/plan.h"
#include "kernels/linear/register_tile.h"

namespace burin {

AttentionPlan PlanAttention(const AttentionArgs& args) noexcept {
  // Packing a head's keys and values costs about as much as 10 queries; with
  // fewer heads than this many tasks, threads share a head all the same.
  constexpr int64_t kTasks = 8;
  constexpr int64_t kFewRows = 64;
  // The scores of a strip: some 24 KB.
  constexpr int64_t kScoreFloats = 6 << 10;
  AttentionPlan plan;
  const int64_t heads = std::max<int64_t>(1, args.batch * args.heads);
  const int64_t wanted = CeilDiv(kTasks, heads);
  plan.row_blocks = std::clamp<int64_t>(args.tokens / kFewRows, 1, wanted);
  plan.rows = std::max<int64_t>(1, CeilDiv(args.tokens, plan.row_blocks));
  plan.row_blocks = CeilDiv(args.tokens, plan.rows);
  plan.padded_tokens = RoundUp<int64_t>(args.tokens, 16);
  plan.padded_dim = RoundUp<int64_t>(args.head_dim, 16);
  plan.score_stride = ScratchStride(plan.padded_tokens);
  plan.strip =
      std::clamp<int64_t>(kScoreFloats / plan.score_stride, kMostTileRows, 48);
  plan.key_floats = plan.padded_tokens * args.head_dim;
  plan.value_floats = args.tokens * plan.padded_dim;
  plan.score_floats = plan.strip * plan.score_stride;
  plan.out_floats = plan.strip * plan.padded_dim;
  return plan;
}

int64_t AttentionTasks(const AttentionArgs& args) noexcept {
  if (args.tokens == 0 || args.head_dim == 0) return 0;
  return args.batch * args.heads * PlanAttention(args).row_blocks;
}

size_t AttentionScratchBytes(const AttentionArgs& args) noexcept {
  const AttentionPlan plan = PlanAttention(args);
  return static_cast<size_t>(plan.key_floats + plan.value_floats +
                             plan.score_floats + plan.out_floats + plan.strip) *
         sizeof(float);
}

}  // namespace burin
