// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/attention/attention.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/attention/plan.h"
#include "kernels/linear/register_tile.h"

namespace burin {

AttentionPlan PlanAttention(const AttentionArgs& args) noexcept {
  // With fewer heads than this many tasks, threads share a head; in bf16 each
  // makes the head's words for itself.
  const bool words = args.operands != Operands::kFloat32;
  const int64_t tasks = words ? 8 : 16;
  constexpr int64_t kFewQueries = 48;
  constexpr int64_t kVector = 16;  // of the widest tier
  // The scores of a strip: 40 KB, most of a first level cache; 48 queries are
  // the widest tile that leaves several tiles to a strip of outputs.
  constexpr int64_t kScoreFloats = 10 << 10;
  constexpr int64_t kMostQueries = 48;
  AttentionPlan plan;
  const int64_t heads = std::max<int64_t>(1, args.batch * args.heads);
  const int64_t wanted = CeilDiv(tasks, heads);
  const int64_t tokens = std::max<int64_t>(1, args.tokens);
  const int64_t blocks = std::clamp<int64_t>(tokens / kFewQueries, 1, wanted);
  plan.queries = RoundUp(CeilDiv(tokens, blocks), kVector);
  plan.query_blocks = CeilDiv(tokens, plan.queries);
  plan.strip = std::clamp(kScoreFloats / tokens / kVector * kVector, kVector,
                          kMostQueries);
  plan.padded_dim = RoundUp<int64_t>(args.head_dim, kVector);
  plan.key_words = WordsOf(args.operands, args.head_dim);
  plan.query_floats = plan.key_words * plan.strip;
  plan.score_floats = args.tokens * plan.strip;
  plan.scale_floats = plan.strip;
  plan.out_floats = kMostTileRows * plan.padded_dim;
  if (words) {
    plan.all_key_words = args.tokens * plan.key_words;
    plan.row_words = plan.query_floats;
    plan.value_floats = WordsOf(args.operands, args.tokens) * plan.padded_dim;
  } else if (args.head_dim % kVector != 0) {
    plan.value_floats = args.tokens * plan.padded_dim;
  }
  return plan;
}

int64_t AttentionTasks(const AttentionArgs& args) noexcept {
  if (args.tokens == 0 || args.head_dim == 0) return 0;
  return args.batch * args.heads * PlanAttention(args).query_blocks;
}

size_t AttentionScratchBytes(const AttentionArgs& args) noexcept {
  const AttentionPlan plan = PlanAttention(args);
  return static_cast<size_t>(plan.value_floats + plan.query_floats +
                             plan.score_floats + plan.scale_floats +
                             plan.out_floats + plan.all_key_words +
                             plan.row_words) *
         sizeof(float);
}

}  // namespace burin
