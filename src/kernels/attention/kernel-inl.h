// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Both products are register tiles: the keys, transposed once per task, and the
// values, copied to a dense matrix, are the column operands.

#ifndef BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
#define BURIN_KERNELS_ATTENTION_KERNEL_INL_H_

#include "kernels/attention/plan.h"
#include "kernels/linear/panels-inl.h"
#include "kernels/matmul/pack-inl.h"
#include "kernels/reduce/softmax-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

void RunAttention(const AttentionArgs& args, int64_t task,
                  void* scratch) noexcept {
  const AttentionPlan plan = PlanAttention(args);
  const Index dim = args.head_dim;
  const Index head = task / plan.row_blocks % args.heads;
  const Index sample = task / plan.row_blocks / args.heads;
  const Index first = task % plan.row_blocks * plan.rows;
  const Index last = MinIndex(first + plan.rows, args.tokens);
  const float* q =
      args.qkv + sample * args.tokens * args.row_stride + head * dim;
  const float* k = q + args.heads * dim;
  const float* v = k + args.heads * dim;
  float* y = args.y + sample * args.tokens * args.y_stride + head * dim;

  float* const keys = static_cast<float*>(scratch);
  float* const values = keys + plan.key_floats;
  float* const scores = values + plan.value_floats;
  float* const outs = scores + plan.score_floats;
  float* const scales = outs + plan.out_floats;
  for (Index j = 0; j < args.tokens; j += kPanel) {
    const Index count = MinIndex(args.tokens - j, kPanel);
    PackPanel(k + j * args.row_stride, 1, args.row_stride, dim, count,
              DivUp(count, kLanes) * kLanes, keys + j * dim);
  }
  PackPanel(v, args.row_stride, 1, args.tokens, dim, plan.padded_dim, values);

  for (Index t0 = first; t0 < last; t0 += plan.strip) {
    const Index rows = MinIndex(last - t0, plan.strip);
    Multiply({q + t0 * args.row_stride, args.row_stride, 1, rows, dim, keys, 0,
              dim, args.tokens, scores, plan.score_stride});
    for (Index r = 0; r < rows; ++r) {
      float* s = scores + r * plan.score_stride;
      // The largest scaled score, whatever the sign of the scale.
      const float extreme =
          RowExtreme(s, args.tokens, args.scale < 0 ? -1.0f : 1.0f);
      scales[r] = 1.0f / ExpRow(s, args.tokens, args.scale, extreme, s);
    }
    Multiply({scores, plan.score_stride, 1, rows, args.tokens, values,
              plan.padded_dim, 1, plan.padded_dim, outs, plan.padded_dim});
    for (Index r = 0; r < rows; ++r) {
      const float* src = outs + r * plan.padded_dim;
      float* dst = y + (t0 + r) * args.y_stride;
      const V scale = Set(scales[r]);
      ForVectors(
          dim, [&](Index i, const auto& load, const auto& store)
                   __attribute__((always_inline)) {
                     store(dst + i, Mul(load(src + i), scale));
                   });
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
