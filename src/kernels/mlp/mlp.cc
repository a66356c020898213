// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/mlp/mlp.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/linear/plan.h"
#include "kernels/linear/register_tile.h"
#include "kernels/mlp/plan.h"

namespace burin {
namespace {

// A task's rows of A, of the hidden columns in work and of the sums together:
// about half of a 1 MB second level cache, the weights in use need the rest.
constexpr int64_t kBlockWords = 144 << 10;
constexpr int64_t kHiddenColumns = 384;
constexpr int64_t kMostRows = 160;
constexpr int64_t kMostInt8Rows = 80;  // whose hidden columns are floats first
// Reading the weights takes a task as long as multiplying about this many rows.
constexpr int64_t kWeightRows = 8;

}  // namespace

MlpTile ChooseMlpTile(Isa isa, int64_t m, int64_t k, int64_t hidden, int64_t n,
                      Operands operands) noexcept {
  const RegisterTile first = ChooseRegisterTile(isa, m, hidden);
  const RegisterTile second = ChooseRegisterTile(isa, m, n);
  const int64_t most = operands == Operands::kInt8 ? kMostInt8Rows : kMostRows;
  MlpTile tile;
  tile.mr1 = first.rows;
  tile.nr1 = first.columns;
  tile.mr2 = second.rows;
  tile.nr2 = second.columns;
  tile.hc = RoundUp<int64_t>(std::min(hidden, kHiddenColumns), tile.nr1);
  tile.mc = ChooseBlockRows(
      m, std::min(most, kBlockWords / (WordsOf(operands, k) +
                                       WordsOf(operands, tile.hc) + n)));
  return tile;
}

MlpTile FitToThreads(MlpTile tile, int64_t m, int threads) noexcept {
  if (m < 1) return tile;
  const int64_t first = CeilDiv(m, tile.mc);
  const int64_t most =
      std::max(first, std::min<int64_t>(m, 8 * int64_t{threads}));
  int64_t best = 0;
  for (int64_t blocks = first; blocks <= most; ++blocks) {
    const int64_t mc = CeilDiv(m, blocks);
    const int64_t time =
        CeilDiv<int64_t>(CeilDiv(m, mc), threads) * (mc + kWeightRows);
    if (best != 0 && time >= best) continue;
    best = time;
    tile.mc = mc;
  }
  return tile;
}

bool IsMlpTile(Isa isa, const MlpTile& tile) noexcept {
  return IsRegisterTile(isa, {tile.mr1, tile.nr1}) &&
         IsRegisterTile(isa, {tile.mr2, tile.nr2}) && tile.mc >= 1 &&
         tile.hc >= 1 && tile.hc % tile.nr1 == 0;
}

bool SuitsInt8(const MlpTile& tile, int64_t hidden) noexcept {
  return tile.hc == kInt8Columns || tile.hc >= hidden;
}

bool PreferFusedMlp(Isa, int64_t m, int64_t k, int64_t hidden,
                    Operands operands) noexcept {
  // The weights fit the second level cache, or there are enough blocks of rows
  // for the threads to share. The hidden columns of int8 are quantised in
  // another way than rows of A are: which one must not depend on the batch.
  constexpr int64_t kManyRows = 192;
  constexpr int64_t kMostInt8Words = 320 << 10;
  const int64_t words = 2 * k * hidden / OperandsPerWord(operands);
  if (operands == Operands::kInt8) return words <= kMostInt8Words;
  return words <= kCachedWords || m >= kManyRows;
}

MlpPlan PlanMlp(const MlpArgs& args) noexcept {
  const MlpTile& tile = args.tile;
  const int64_t k = args.a.columns;
  const bool reduced = args.operands != Operands::kFloat32;
  MlpPlan plan;
  plan.in_place = !reduced && args.a.kind == RowKind::kDense &&
                  args.a.dense.batch_rows == 0 &&
                  args.norm.kind == NormKind::kNone;
  plan.cached_weights =
      args.hidden * (k + args.n) / OperandsPerWord(args.operands) <=
      kCachedWords;
  plan.a_stride = plan.in_place ? args.a.dense.stride
                                : ScratchStride(WordsOf(args.operands, k));
  plan.hidden_stride = ScratchStride(WordsOf(args.operands, tile.hc));
  plan.sums_stride = ScratchStride(args.n);
  plan.packed_floats = plan.in_place ? 0 : tile.mc * plan.a_stride;
  plan.hidden_floats = tile.mc * plan.hidden_stride;
  plan.sums_floats = tile.mc * plan.sums_stride;
  const bool source = args.residual_kind == ResidualKind::kSource;
  plan.row_floats = (reduced ? kRowsAtOnce : source ? 1 : 0) * RowRoom(k);
  if (args.operands == Operands::kInt8) {
    plan.wide_stride = ScratchStride(tile.hc);
    plan.wide_floats = tile.mc * plan.wide_stride;
    plan.scale_floats = 4 * tile.mc;
  }
  return plan;
}

int64_t MlpTasks(const MlpArgs& args) noexcept {
  return args.n == 0 ? 0 : CeilDiv(args.a.rows, args.tile.mc);
}

size_t MlpScratchBytes(const MlpArgs& args) noexcept {
  const MlpPlan plan = PlanMlp(args);
  return static_cast<size_t>(plan.packed_floats + plan.hidden_floats +
                             plan.sums_floats + plan.row_floats +
                             plan.wide_floats + plan.scale_floats) *
         sizeof(float);
}

}  // namespace burin
