// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The matmul kernel: for each panel of B, pack a chunk of it and run down the
// task's rows of A in the register tiles of linear. The panel's sums are kept
// in scratch memory from chunk to chunk; the last one writes Y.

#ifndef BURIN_KERNELS_MATMUL_KERNEL_INL_H_
#define BURIN_KERNELS_MATMUL_KERNEL_INL_H_

#include "kernels/linear/tile-inl.h"
#include "kernels/matmul/pack-inl.h"
#include "kernels/matmul/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

static_assert(kMaxVectors * kLanes <= kMatmulPanel);

// `rows` x `columns` of Y, at most one panel wide; a, b and y are the corners.
inline void MatmulPanel(const MatmulArgs& args, const float* a, const float* b,
                        float* y, Index rows, Index columns, float* packed,
                        float* sums) {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  const Index vectors = DivUp(columns, kLanes);
  const Index width = vectors * kLanes;
  const V scale = Set(args.scale);
  // Without another chunk to come, all strips share the place of one.
  const Index row_step = args.k > kMatmulChunk ? width : 0;
  Index k0 = 0;
  do {  // once also when k is 0: the sums are 0 then
    const Index count = MinIndex(args.k - k0, kMatmulChunk);
    const bool last = k0 + count == args.k;
    PackPanel(b + k0 * args.b_row_stride, args.b_row_stride,
              args.b_column_stride, count, columns, width, packed);
    TileArgs t = {nullptr, args.a_row_stride,          packed,  width,
                  count,   k0 == 0 ? kZeros : nullptr, nullptr, width};
    ForStrips(rows, MaxTileRows(vectors), [&](Index r, Index strip_rows) {
      t.a = a + r * args.a_row_stride + k0;
      t.c = sums + r * row_step;
      TileFor(strip_rows, vectors)(t);
      for (Index i = 0; last && i < strip_rows; ++i) {
        const float* const c = t.c + i * width;
        float* const row = y + (r + i) * args.y_row_stride;
        ForVectors(
            columns, [&](Index j, const auto& load, const auto& store)
                         __attribute__((always_inline)) {
                           store(row + j, Mul(load(c + j), scale));
                         });
      }
    });
    k0 += count;
  } while (k0 < args.k);
}

void RunMatmul(const MatmulArgs& args, int64_t task, void* scratch) noexcept {
  const MatmulPlan plan = PlanMatmul(args);
  const Index m0 = task % plan.row_blocks * plan.rows;
  const Index n0 = task / plan.row_blocks % plan.column_blocks * plan.columns;
  const Index batch = task / plan.row_blocks / plan.column_blocks;
  const Index rows = MinIndex(args.m - m0, plan.rows);
  const Index columns = MinIndex(args.n - n0, plan.columns);
  const float* const a =
      args.a + batch * args.a_batch_stride + m0 * args.a_row_stride;
  const float* const b =
      args.b + batch * args.b_batch_stride + n0 * args.b_column_stride;
  float* const y =
      args.y + batch * args.y_batch_stride + m0 * args.y_row_stride + n0;
  float* const packed = static_cast<float*>(scratch);
  // Panels of nearly equal width: a narrow one would load A for little.
  ForStrips(DivUp(columns, kLanes), kMaxVectors, [&](Index v, Index vectors) {
    const Index j = v * kLanes;
    MatmulPanel(args, a, b + j * args.b_column_stride, y + j, rows,
                MinIndex(columns - j, vectors * kLanes), packed,
                packed + plan.packed_floats);
  });
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MATMUL_KERNEL_INL_H_
