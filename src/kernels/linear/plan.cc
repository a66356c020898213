// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/linear/plan.h"

#include "base/checked_math.h"
#include "kernels/linear/register_tile.h"

namespace burin {

int64_t ScratchStride(int64_t columns) noexcept {
  return (CeilDiv<int64_t>(columns, 16) | 1) * 16;
}

int64_t RowRoom(int64_t k) noexcept { return CeilDiv<int64_t>(k, 16) * 16; }

LinearPlan PlanLinear(const LinearArgs& args) noexcept {
  const LinearTile& tile = args.tile;
  const int64_t k = WordsOf(args.operands, args.a.columns);
  const bool reduced = args.operands != Operands::kFloat32;
  LinearPlan plan;
  plan.row_blocks = CeilDiv(args.a.rows, tile.mc);
  plan.column_blocks = CeilDiv(args.n, tile.nc);
  plan.in_place = !reduced && args.a.kind == RowKind::kDense &&
                  args.a.dense.batch_rows == 0 &&
                  args.norm.kind == NormKind::kNone;
  plan.cached_weights = k * args.n <= kCachedWords;
  plan.a_stride = plan.in_place ? args.a.dense.stride : ScratchStride(k);
  plan.packed_floats = plan.in_place ? 0 : tile.mc * plan.a_stride;
  // A gathered residual is gathered once per row, not once per panel.
  plan.finish_rows = args.residual_kind == ResidualKind::kSource;
  plan.whole_sums = plan.finish_rows || tile.kc < k;
  plan.sums_stride = plan.whole_sums ? ScratchStride(tile.nc) : tile.nr;
  plan.sums_floats =
      plan.sums_stride * (plan.whole_sums ? tile.mc : int64_t{kMostTileRows});
  plan.row_floats = (reduced            ? kRowsAtOnce
                     : plan.finish_rows ? 1
                                        : 0) *
                    RowRoom(args.a.columns);
  plan.scale_floats = args.operands == Operands::kInt8 ? 2 * tile.mc : 0;
  return plan;
}

}  // namespace burin
