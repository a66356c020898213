// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ATTENTION_PLAN_H_
#define BURIN_KERNELS_ATTENTION_PLAN_H_

#include "kernels/attention/attention.h"

namespace burin {

// A task is `rows` queries of one head, worked on `strip` at a time so that
// their scores stay in cache. Scratch memory holds the head's keys transposed,
// its values, and the scores of a strip.
struct AttentionPlan {
  int64_t rows = 0;
  int64_t row_blocks = 0;
  int64_t strip = 0;
  int64_t padded_tokens = 0;  // multiples of 16
  int64_t padded_dim = 0;
  int64_t score_stride = 0;
  int64_t key_floats = 0;
  int64_t value_floats = 0;
  int64_t score_floats = 0;
  int64_t out_floats = 0;
};

AttentionPlan PlanAttention(const AttentionArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_ATTENTION_PLAN_H_
