// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/transpose/transpose.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/transpose/plan.h"

namespace burin {

TransposePlan PlanTranspose(const TransposeArgs& args) noexcept {
  constexpr int64_t kElements = 8 << 10;  // of a task: some microseconds
  const auto [narrow, wide] = std::minmax(args.rows, args.columns);
  TransposePlan plan;
  plan.cut_rows = args.rows > args.columns;
  plan.length = RoundUp(CeilDiv(kElements, narrow), kTransposeSquare);
  plan.blocks = CeilDiv(wide, plan.length);
  return plan;
}

int64_t TransposeTasks(const TransposeArgs& args) noexcept {
  if (args.rows == 0 || args.columns == 0) return 0;
  return args.batch * PlanTranspose(args).blocks;
}

}  // namespace burin
