// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ELEMENTWISE_PLAN_H_
#define BURIN_KERNELS_ELEMENTWISE_PLAN_H_

#include "kernels/elementwise/elementwise.h"

namespace burin {

// Elements of a task: some microseconds of work.
inline constexpr int64_t kUnaryBlock = 16 << 10;

// A task is `rows` x `columns`, less at the edges: whole rows, or a part of one
// long row. Tasks count column blocks fastest.
struct BinaryPlan {
  int64_t rows = 0, columns = 0;
  int64_t column_blocks = 0;
};

// At least one column.
BinaryPlan PlanBinary(const BinaryArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_ELEMENTWISE_PLAN_H_
