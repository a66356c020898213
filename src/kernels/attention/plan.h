// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ATTENTION_PLAN_H_
#define BURIN_KERNELS_ATTENTION_PLAN_H_

#include "kernels/attention/attention.h"

namespace burin {

// A task is `queries` queries of one head, worked on at most `strip` at a time
// so that their scores stay in cache. Scratch memory holds the queries of a
// strip, transposed, their scores, a register tile; the head's values when they
// end within a vector; and as words of bf16 its keys, values, and queries
// before they are transposed. Sizes are in floats or words.
struct AttentionPlan {
  int64_t queries = 0;  // multiples of 16
  int64_t strip = 0;
  int64_t query_blocks = 0;
  int64_t padded_dim = 0;  // a multiple of 16
  int64_t query_floats = 0;
  int64_t score_floats = 0;
  int64_t scale_floats = 0;
  int64_t out_floats = 0;
  int64_t value_floats = 0;   // 0: read where they lie
  int64_t key_words = 0;      // of one key
  int64_t all_key_words = 0;  // 0: floats, read where they lie
  int64_t row_words = 0;
};

AttentionPlan PlanAttention(const AttentionArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_ATTENTION_PLAN_H_
