// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_TRANSPOSE_PLAN_H_
#define BURIN_KERNELS_TRANSPOSE_PLAN_H_

#include "kernels/transpose/transpose.h"

namespace burin {

// Side of the squares that a task goes through: both fit the first level cache.
inline constexpr int64_t kTransposeSquare = 64;

// A task is `length` of the longer side of one matrix by all of the shorter.
struct TransposePlan {
  bool cut_rows = false;  // the longer side, else columns
  int64_t length = 0;     // whole squares
  int64_t blocks = 0;     // tasks of one matrix
};

// At least one row and one column.
TransposePlan PlanTranspose(const TransposeArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_TRANSPOSE_PLAN_H_
