// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_MATMUL_KERNEL_INL_H_
#define BURIN_KERNELS_MATMUL_KERNEL_INL_H_

#include "kernels/linear/tile-inl.h"
#include "kernels/matmul/pack-inl.h"
#include "kernels/matmul/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

void RunMatmul(const MatmulArgs& args, int64_t task, void* scratch) noexcept {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  const MatmulPlan plan = PlanMatmul(args);
  const Index m0 = task % plan.row_blocks * plan.rows;
  const Index rows = MinIndex(args.m - m0, plan.rows);
  const Index n0 = task / plan.row_blocks % plan.column_blocks * plan.columns;
  const Index columns = MinIndex(args.n - n0, plan.columns);
  const Index batch = task / plan.row_blocks / plan.column_blocks;
  const float* a =
      args.a + batch * args.a_batch_stride + m0 * args.a_row_stride;
  const float* b =
      args.b + batch * args.b_batch_stride + n0 * args.b_column_stride;
  float* y = args.y + batch * args.y_batch_stride + m0 * args.y_row_stride + n0;
  float* const panel = static_cast<float*>(scratch);
  float* const sums = panel + plan.columns * args.k;
  const V scale = Set(args.scale);

  for (Index j = 0; j < columns; j += kMaxVectors * kLanes) {
    const Index count = MinIndex(columns - j, kMaxVectors * kLanes);
    const Index vectors = DivUp(count, kLanes);
    const Index width = vectors * kLanes;
    PackPanel(b + j * args.b_column_stride, args.b_row_stride,
              args.b_column_stride, args.k, count, width, panel);
    TileArgs t = {
        nullptr, args.a_row_stride, panel, width, args.k, kZeros, sums, width};
    ForStrips(rows, MaxTileRows(vectors), [&](Index r, Index strip_rows) {
      t.a = a + r * args.a_row_stride;
      TileFor(strip_rows, vectors)(t);
      for (Index i = 0; i < strip_rows; ++i) {
        const float* src = sums + i * width;
        float* dst = y + (r + i) * args.y_row_stride + j;
        ForVectors(
            count, [&](Index c, const auto& load, const auto& store)
                       __attribute__((always_inline)) {
                         store(dst + c, Mul(load(src + c), scale));
                       });
      }
    });
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MATMUL_KERNEL_INL_H_
