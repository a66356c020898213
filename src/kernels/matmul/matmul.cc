// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/matmul/matmul.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/linear/register_tile.h"
#include "kernels/matmul/plan.h"

namespace burin {

MatmulPlan PlanMatmul(const MatmulArgs& args) noexcept {
  // 256 columns by 1024 k of B are 1 MB: with long sums, fewer columns. 128
  // rows repay the packing of B, which costs each task about as much as one.
  constexpr int64_t kPackedFloats = 128 << 10;
  constexpr int64_t kRows = 128;
  MatmulPlan plan;
  const int64_t k = std::max<int64_t>(args.k, 1);
  plan.columns = std::clamp<int64_t>(kPackedFloats / k / 64 * 64, 64, 512);
  plan.columns = std::min(plan.columns, RoundUp<int64_t>(args.n, 64));
  plan.column_blocks = args.n == 0 ? 0 : CeilDiv(args.n, plan.columns);
  plan.rows = ChooseBlockRows(args.m, kRows);
  plan.row_blocks = args.m == 0 ? 0 : CeilDiv(args.m, plan.rows);
  return plan;
}

int64_t MatmulTasks(const MatmulArgs& args) noexcept {
  const MatmulPlan plan = PlanMatmul(args);
  return args.batch * plan.row_blocks * plan.column_blocks;
}

size_t MatmulScratchBytes(const MatmulArgs& args) noexcept {
  const MatmulPlan plan = PlanMatmul(args);
  constexpr int64_t kMostColumns = 64;
  return static_cast<size_t>(plan.columns * args.k +
                             kMostTileRows * kMostColumns) *
         sizeof(float);
}

}  // namespace burin
