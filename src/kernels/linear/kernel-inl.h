// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The linear kernel: pack the task's rows of A, then for each panel of W run
// down the rows in register tiles. A panel chunk (kc x nr) stays in the first
// level cache meanwhile, the rows in the second.

#ifndef BURIN_KERNELS_LINEAR_KERNEL_INL_H_
#define BURIN_KERNELS_LINEAR_KERNEL_INL_H_

#include "kernels/linear/finish-inl.h"
#include "kernels/linear/int8_tile-inl.h"
#include "kernels/linear/pack-inl.h"
#include "kernels/linear/plan.h"
#include "kernels/linear/tile-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Rows of a source that lie one after the other: of part number `part`; of a
// shifted image those below, because the others were read a line ago. Null
// where there are no such rows.
inline const float* PlainRows(const RowSource& a, Index part, Index& columns) {
  const ConstRows* from = part == 0 ? &a.dense : nullptr;
  columns = a.columns;
  if (a.kind == RowKind::kUnfold) from = nullptr;
  if (a.kind == RowKind::kConcat) {
    from = part < a.parts_count ? &a.parts[part] : nullptr;
    if (from != nullptr) columns = a.part_columns[part];
  }
  if (from == nullptr || from->batch_rows != 0 || from->stride != columns) {
    return nullptr;
  }
  return from->data + (a.kind == RowKind::kShift ? a.shift.width * columns : 0);
}

void RunLinear(const LinearArgs& args, int64_t task, void* scratch) noexcept {
  const LinearTile& tile = args.tile;
  const LinearPlan plan = PlanLinear(args);
  const Index m0 = task % plan.row_blocks * tile.mc;
  const Index rows = MinIndex(args.a.rows - m0, tile.mc);
  const Index n0 = task / plan.row_blocks * tile.nc;
  const Index columns = MinIndex(args.n - n0, tile.nc);
  const Index k = WordsOf(args.operands, args.a.columns);
  const Index head = HeadWords(args.operands, args.a.columns);
  const bool int8 = args.operands == Operands::kInt8;

  float* const packed = static_cast<float*>(scratch);
  float* const sums = packed + plan.packed_floats;
  float* const row = sums + plan.sums_floats;
  RowScale* const scales = reinterpret_cast<RowScale*>(row + plan.row_floats);
  const float* a = packed;
  if (plan.in_place) {
    a = RowPointer(args.a.dense, m0);
  } else {
    PackRows(args.operands, args.a, args.norm, m0, rows, row, packed,
             plan.a_stride, scales);
  }

  const Finish finish(args, row);
  const bool direct = !plan.whole_sums && args.y.batch_rows == 0 &&
                      args.residual_kind == ResidualKind::kNone;
  // Weights that stay in cache need no fetching; rows on their first use do.
  const bool fetch_rows = plan.cached_weights && tile.kc >= k;
  const Index panel_floats = (head + k) * tile.nr;
  const float* const panels = args.packed + n0 / tile.nr * panel_floats;
  for (Index k0 = 0; k0 < k; k0 += tile.kc) {
    const Index count = MinIndex(k - k0, tile.kc);
    const bool last = k0 + count == k;
    const Activation act = last ? args.act : Activation::kNone;
    for (Index j = 0; j < columns; j += tile.nr) {
      const float* const panel = panels + j / tile.nr * panel_floats;
      const Index width = MinIndex(columns - j, tile.nr);
      const Index vectors = DivUp(width, kLanes);
      const Index nr = vectors * kLanes;  // the last panel may be narrower
      const Index mr = nr == tile.nr ? tile.mr : MaxTileRows(vectors);
      const bool to_y = direct && width == nr;
      TileArgs t = {nullptr,
                    plan.a_stride,
                    panel + (head + k0) * nr,
                    nr,
                    count,
                    k0 == 0 ? panel : nullptr,
                    sums,
                    to_y ? args.y.stride : plan.sums_stride};
      // The next panel, or the next chunk of the first one.
      const float* const next = j + nr < columns
                                    ? panel + panel_floats + (head + k0) * nr
                                    : panels + (head + (k0 + count) % k) * nr;
      Fetch fetch(next, fetch_rows ? 0 : count * nr, DivUp(rows, mr));
      Index plain_columns = 0;
      const float* const plain =
          fetch_rows ? PlainRows(args.a, j / tile.nr, plain_columns) : nullptr;
      ForStrips(rows, mr, [&](Index r, Index strip_rows) {
        if (plain != nullptr) {
          // Of the next strip where it lies, of the next task's block where it
          // is packed.
          const Index m = m0 + r + (plan.in_place ? strip_rows : rows);
          fetch =
              Fetch(plain + m * plain_columns, strip_rows * plain_columns, 1);
        }
        fetch.Give(t);
        t.a = a + r * plan.a_stride + k0;
        if (plan.whole_sums) t.c = sums + r * plan.sums_stride + j;
        if (to_y) t.c = RowPointer(args.y, m0 + r) + n0 + j;
        if (int8) {
          t.act = act;
          Int8TileFor(strip_rows, vectors)(
              {&t, scales + r, panel, 0, k0 == 0 ? head - 2 : 0, last});
        } else {
          TileFor(args.operands, strip_rows, vectors, act, t)(t);
        }
        if (!last || plan.finish_rows || to_y) return;
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
