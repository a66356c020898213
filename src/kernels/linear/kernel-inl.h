// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The linear kernel: pack the task's rows of A, then for each panel of W run
// down the rows in register tiles. A panel chunk (kc x nr) stays in the first
// level cache meanwhile, the rows in the second.

#ifndef BURIN_KERNELS_LINEAR_KERNEL_INL_H_
#define BURIN_KERNELS_LINEAR_KERNEL_INL_H_

#include "kernels/linear/finish-inl.h"
#include "kernels/linear/plan.h"
#include "kernels/linear/tile-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

void RunLinear(const LinearArgs& args, int64_t task, void* scratch) noexcept {
  const LinearTile& tile = args.tile;
  const LinearPlan plan = PlanLinear(args);
  const Index m0 = task % plan.row_blocks * tile.mc;
  const Index rows = MinIndex(args.a.rows - m0, tile.mc);
  const Index n0 = task / plan.row_blocks * tile.nc;
  const Index columns = MinIndex(args.n - n0, tile.nc);
  const Index k = args.a.columns;

  float* const packed = static_cast<float*>(scratch);
  float* const sums = packed + plan.packed_floats;
  float* const row = sums + plan.sums_floats;
  const float* a = packed;
  if (plan.in_place) {
    a = RowPointer(args.a.dense, m0);
  } else {
    for (Index r = 0; r < rows; ++r) {
      PackRow(args.a, args.norm, m0 + r, packed + r * plan.a_stride);
    }
  }

  const Finish finish = MakeFinish(args, args.act, row);
  const Index panel_floats = (1 + k) * tile.nr;
  const float* const panels = args.packed + n0 / tile.nr * panel_floats;
  for (Index k0 = 0; k0 < k; k0 += tile.kc) {
    const Index count = MinIndex(k - k0, tile.kc);
    const bool finish_tiles = k0 + count == k && !plan.finish_rows;
    for (Index j = 0; j < columns; j += tile.nr) {
      const float* const panel = panels + j / tile.nr * panel_floats;
      const Index width = MinIndex(columns - j, tile.nr);
      const Index vectors = DivUp(width, kLanes);
      const Index nr = vectors * kLanes;  // the last panel is narrower
      TileArgs t = {nullptr, plan.a_stride,   panel + (1 + k0) * nr,
                    nr,      count,           k0 == 0 ? panel : nullptr,
                    sums,    plan.sums_stride};
      const Index mr = nr == tile.nr ? tile.mr : MaxTileRows(vectors);
      ForStrips(rows, mr, [&](Index r, Index strip_rows) {
        t.a = a + r * plan.a_stride + k0;
        if (plan.whole_sums) t.c = sums + r * plan.sums_stride + j;
        TileFor(strip_rows, vectors)(t);
        if (!finish_tiles) return;
        for (Index i = 0; i < strip_rows; ++i) {
          finish.Run(m0 + r + i, n0 + j, width, t.c + i * plan.sums_stride);
        }
      });
    }
  }
  if (!plan.finish_rows) return;
  for (Index r = 0; r < rows; ++r) {
    finish.Run(m0 + r, n0, columns, sums + r * plan.sums_stride);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_KERNEL_INL_H_
