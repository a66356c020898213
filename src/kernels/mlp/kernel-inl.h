// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The mlp kernel. For each chunk of hidden columns: its first product, the
// activation, and its part of the second product, added to sums that wait in
// the second level cache.

#ifndef BURIN_KERNELS_MLP_KERNEL_INL_H_
#define BURIN_KERNELS_MLP_KERNEL_INL_H_

#include "kernels/linear/finish-inl.h"
#include "kernels/linear/int8_tile-inl.h"
#include "kernels/linear/pack-inl.h"
#include "kernels/linear/tile-inl.h"
#include "kernels/mlp/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Columns [0, columns) of a packed matrix of `height` rows, panel by panel:
// f(panel, first column, whole vectors).
template <typename F>
BURIN_INLINE void ForPanels(const float* packed, Index height, Index columns,
                            Index nr, const F& f) {
  for (Index j = 0; j < columns; j += nr) {
    f(packed + j * height, j, DivUp(MinIndex(columns - j, nr), kLanes));
  }
}

BURIN_INLINE Index TileRows(Index vectors, Index nr, Index mr) {
  return vectors * kLanes == nr ? mr : MaxTileRows(vectors);
}

// The rows of A that the next task, which this thread is likely to run, packs:
// they are fetched during the first products of this one.
struct NextRows {
  const float* first;
  Index floats;
  Index hidden;

  NextRows(const MlpArgs& args, Index m, Index rows)
      : first(args.a.dense.data), floats(0), hidden(args.hidden) {
    const RowSource& a = args.a;
    if (a.kind == RowKind::kShift) m += a.shift.width;  // those below, too
    const bool plain = a.kind == RowKind::kShift || a.kind == RowKind::kDense;
    if (!plain || a.dense.batch_rows != 0 || m >= a.rows) return;
    first += m * a.columns;
    floats = MinIndex(rows, a.rows - m) * a.columns;
  }
  // The part that goes with hidden columns [h, h + count).
  BURIN_INLINE Fetch Part(Index h, Index count, Index shares) const {
    return Fetch(first + floats * h / hidden, floats * count / hidden, shares);
  }
};

void RunMlp(const MlpArgs& args, int64_t task, void* scratch) noexcept {
  const MlpTile& tile = args.tile;
  const MlpPlan plan = PlanMlp(args);
  const Index m0 = task * tile.mc;
  const Index rows = MinIndex(args.a.rows - m0, tile.mc);
  const Operands operands = args.operands;
  const bool int8 = operands == Operands::kInt8;
  const bool gelu_apart = int8 && args.act == Activation::kGelu;
  const Index head1 = HeadWords(operands, args.a.columns);
  const Index head2 = HeadWords(operands, args.hidden);
  const Index k = WordsOf(operands, args.a.columns);
  const Index height1 = head1 + k;  // of packed panels
  const Index height2 = head2 + WordsOf(operands, args.hidden);

  float* const packed = static_cast<float*>(scratch);
  float* const hidden = packed + plan.packed_floats;
  float* const sums = hidden + plan.hidden_floats;
  float* const row = sums + plan.sums_floats;
  // int8: the hidden columns in work before they are quantised, and scales.
  float* const wide = row + plan.row_floats;
  RowScale* const scales = reinterpret_cast<RowScale*>(wide + plan.wide_floats);
  RowScale* const hidden_scales = scales + tile.mc;
  const float* a = packed;
  if (plan.in_place) {
    a = RowPointer(args.a.dense, m0);
  } else {
    PackRows(operands, args.a, args.norm, m0, rows, row, packed, plan.a_stride,
             scales);
  }

  const NextRows next_rows(args, m0 + rows, rows);
  for (Index h0 = 0; h0 < args.hidden; h0 += tile.hc) {
    const Index chunk = MinIndex(args.hidden - h0, tile.hc);
    const Index chunk_words = WordsOf(operands, chunk);
    const Index row2 = head2 + h0 / OperandsPerWord(operands);
    const auto first = [&](const float* panel, Index j, Index vectors) {
      const Index nr = vectors * kLanes;
      const Index mr = TileRows(vectors, tile.nr1, tile.mr1);
      TileArgs t = {nullptr,
                    plan.a_stride,
                    panel + head1 * nr,
                    nr,
                    k,
                    panel,
                    nullptr,
                    int8 ? plan.wide_stride : plan.hidden_stride};
      t.to_words = operands == Operands::kBf16;
      const float* const next = j + nr < chunk ? panel + height1 * nr
                                               : args.packed2 + row2 * tile.nr2;
      Fetch fetch = plan.cached_weights
                        ? next_rows.Part(h0 + j, nr, DivUp(rows, mr))
                        : Fetch(next, k * nr, DivUp(rows, mr));
      ForStrips(rows, mr, [&](Index r, Index count) {
        fetch.Give(t);
        t.a = a + r * plan.a_stride;
        if (int8) {
          t.c = wide + r * plan.wide_stride + j;
          t.act = gelu_apart ? Activation::kNone : args.act;
          Int8TileFor(count, vectors)({&t, scales + r, panel, 0, head1 - 2});
          return;
        }
        t.c = hidden + r * plan.hidden_stride + WordsOf(operands, j);
        TileFor(operands, count, vectors, args.act, t)(t);
      });
    };
    ForPanels(args.packed1 + h0 * height1, height1, chunk, tile.nr1, first);

    if (int8) {
      const HiddenRows h = {wide,   plan.wide_stride,   rows,   chunk,
                            hidden, plan.hidden_stride, scales, hidden_scales};
      gelu_apart ? GeluToInt8(h) : RowsToInt8(h);
    }

    const auto second = [&](const float* panel, Index j, Index vectors) {
      const Index nr = vectors * kLanes;
      const Index mr = TileRows(vectors, tile.nr2, tile.mr2);
      TileArgs t = {nullptr, plan.hidden_stride, panel + row2 * nr,
                    nr,      chunk_words,        h0 == 0 ? panel : nullptr,
                    nullptr, plan.sums_stride};
      const float* const next =
          j + nr < args.n ? panel + (height2 + row2) * nr
                          : args.packed1 + (h0 + chunk) % args.hidden * height1;
      Fetch fetch(next, plan.cached_weights ? 0 : chunk_words * nr,
                  DivUp(rows, mr));
      ForStrips(rows, mr, [&](Index r, Index count) {
        fetch.Give(t);
        t.a = hidden + r * plan.hidden_stride;
        t.c = sums + r * plan.sums_stride + j;
        if (int8) {
          Int8TileFor(count, vectors)({&t, hidden_scales + r, panel,
                                       h0 / kInt8Columns, 1, /*finish=*/true,
                                       /*add=*/h0 != 0});
          return;
        }
        TileFor(operands, count, vectors, Activation::kNone, t)(t);
      });
    };
    ForPanels(args.packed2, height2, args.n, tile.nr2, second);
  }

  const Finish finish(args, row);
  for (Index r = 0; r < rows; ++r) {
    finish.Run(m0 + r, 0, args.n, sums + r * plan.sums_stride);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MLP_KERNEL_INL_H_
