// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/elementwise/elementwise.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/elementwise/plan.h"

namespace burin {

int64_t UnaryTasks(const UnaryArgs& args) noexcept {
  return CeilDiv(args.count, kUnaryBlock);
}

BinaryPlan PlanBinary(const BinaryArgs& args) noexcept {
  BinaryPlan plan;
  plan.columns = std::min(args.columns, kUnaryBlock);
  plan.column_blocks = CeilDiv(args.columns, plan.columns);
  plan.rows = CeilDiv(kUnaryBlock, plan.columns);
  return plan;
}

int64_t BinaryTasks(const BinaryArgs& args) noexcept {
  if (args.columns == 0) return 0;
  const BinaryPlan plan = PlanBinary(args);
  return CeilDiv(args.rows, plan.rows) * plan.column_blocks;
}

}  // namespace burin
