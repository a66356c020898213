// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/linear/linear.h"

#include <algorithm>
#include <bit>

#include "base/checked_math.h"
#include "base/float16.h"
#include "kernels/linear/pack_int8.h"
#include "kernels/linear/plan.h"
#include "kernels/linear/register_tile.h"

namespace burin {
namespace {

// Rows of a task: enough that a panel, once read from the second level cache
// or from memory, is used often; few enough that their packed form stays in
// half of a 1 MB second level cache.
constexpr int64_t kBlockRows = 120;
constexpr int64_t kBlockFloats = 128 << 10;
// A panel chunk is summed over at most this many k.
constexpr int64_t kChunk = 1024;
// Packing a row takes as long as multiplying it by about this many columns.
constexpr int64_t kPackColumns = 8;

// The word of the elements at w[0], w[stride], ..., of which `left` exist.
float Word(Operands operands, const float* w, int64_t stride, int64_t left) {
  if (operands == Operands::kFloat32) return w[0];
  const uint32_t low = BFloat16(w[0]).bits;
  const uint32_t high = left > 1 ? BFloat16(w[stride]).bits : 0u;
  return std::bit_cast<float>(low | high << 16);
}

}  // namespace

LinearTile ChooseLinearTile(Isa isa, int64_t m, int64_t n, int64_t depth,
                            Operands operands) noexcept {
  const int64_t k = WordsOf(operands, depth);
  const RegisterTile reg = ChooseRegisterTile(isa, m, n);
  LinearTile tile;
  tile.mr = reg.rows;
  tile.nr = reg.columns;
  // Chunks of equal length; the last one of a ragged cut would be all overhead.
  tile.kc = CeilDiv(k, CeilDiv(k, kChunk));
  tile.mc = ChooseBlockRows(
      m, std::min(kBlockRows, kBlockFloats / std::max<int64_t>(k, 1)));
  tile.nc = RoundUp<int64_t>(n, tile.nr);
  return tile;
}

LinearTile FitToThreads(LinearTile tile, int64_t m, int64_t n,
                        int threads) noexcept {
  const int64_t row_blocks = CeilDiv(std::max<int64_t>(m, 1), tile.mc);
  const int64_t panels = CeilDiv<int64_t>(n, tile.nr);
  // More tasks than this wait for each other no less.
  const int64_t most =
      std::min(panels, CeilDiv<int64_t>(8 * int64_t{threads}, row_blocks));
  int64_t best = 0;
  for (int64_t blocks = 1; blocks <= most; ++blocks) {
    const int64_t nc = CeilDiv(panels, blocks) * tile.nr;
    const int64_t tasks = row_blocks * CeilDiv(n, nc);
    const int64_t time =
        CeilDiv<int64_t>(tasks, threads) * (std::min(nc, n) + kPackColumns);
    if (best != 0 && time >= best) continue;
    best = time;
    tile.nc = nc;
  }
  return tile;
}

bool IsLinearTile(Isa isa, const LinearTile& tile) noexcept {
  return IsRegisterTile(isa, {tile.mr, tile.nr}) && tile.mc >= 1 &&
         tile.nc >= 1 && tile.nc % tile.nr == 0 && tile.kc >= 1;
}

size_t PackedLinearWords(Isa isa, int32_t nr, int64_t k, int64_t n,
                         Operands operands) noexcept {
  const int64_t columns = n / nr * nr + TailPanelColumns(isa, nr, n);
  return static_cast<size_t>(columns *
                             (HeadWords(operands, k) + WordsOf(operands, k)));
}

void PackLinearWeights(Isa isa, int32_t nr, int64_t k, int64_t n,
                       const float* w, int64_t row_stride,
                       int64_t column_stride, const float* bias, float* packed,
                       Operands operands) noexcept {
  if (operands == Operands::kInt8) {
    PackInt8Weights(isa, nr, k, n, w, row_stride, column_stride, bias, packed);
    return;
  }
  const int64_t per_word = OperandsPerWord(operands);
  for (int64_t n0 = 0; n0 < n; n0 += nr) {
    const int64_t end =
        n0 + (n - n0 < nr ? TailPanelColumns(isa, nr, n) : int64_t{nr});
    for (int64_t j = n0; j < end; ++j) {
      *packed++ = j < n && bias != nullptr ? bias[j] : 0.0f;
    }
    for (int64_t i = 0; i < k; i += per_word) {
      for (int64_t j = n0; j < end; ++j) {
        const float* const first = w + i * row_stride + j * column_stride;
        *packed++ = j < n ? Word(operands, first, row_stride, k - i) : 0.0f;
      }
    }
  }
}

int64_t LinearTasks(const LinearArgs& args) noexcept {
  if (args.a.rows == 0 || args.n == 0) return 0;
  const LinearPlan plan = PlanLinear(args);
  return plan.row_blocks * plan.column_blocks;
}

size_t LinearScratchBytes(const LinearArgs& args) noexcept {
  const LinearPlan plan = PlanLinear(args);
  return static_cast<size_t>(plan.packed_floats + plan.sums_floats +
                             plan.row_floats + plan.scale_floats) *
         sizeof(float);
}

}  // namespace burin
