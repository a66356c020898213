// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/matmul/matmul.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/linear/register_tile.h"
#include "kernels/matmul/plan.h"

namespace burin {
namespace {

// Rows of a task: packing B costs about as much as four rows of the product;
// the sums of so many rows by one panel take 32 KB.
constexpr int64_t kMostRows = 128;
// Columns of a task: enough that small products are not cut at all.
constexpr int64_t kMostColumns = 256;

bool IsEmpty(const MatmulArgs& args) {
  return args.batch == 0 || args.m == 0 || args.n == 0;
}

}  // namespace

MatmulPlan PlanMatmul(const MatmulArgs& args) noexcept {
  const int64_t blocks = CeilDiv(args.n, kMostColumns);
  MatmulPlan plan;
  plan.rows = ChooseBlockRows(args.m, kMostRows);
  plan.row_blocks = CeilDiv(args.m, plan.rows);
  // Whole vectors of every tier.
  plan.columns = RoundUp<int64_t>(CeilDiv(args.n, blocks), 16);
  plan.column_blocks = CeilDiv(args.n, plan.columns);
  plan.packed_floats = std::min(args.k, kMatmulChunk) * kMatmulPanel;
  plan.sums_floats = plan.rows * kMatmulPanel;
  return plan;
}

int64_t MatmulTasks(const MatmulArgs& args) noexcept {
  if (IsEmpty(args)) return 0;
  const MatmulPlan plan = PlanMatmul(args);
  return args.batch * plan.row_blocks * plan.column_blocks;
}

size_t MatmulScratchBytes(const MatmulArgs& args) noexcept {
  if (IsEmpty(args)) return 0;
  const MatmulPlan plan = PlanMatmul(args);
  return static_cast<size_t>(plan.packed_floats + plan.sums_floats) *
         sizeof(float);
}

}  // namespace burin
