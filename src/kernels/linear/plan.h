// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How one linear kernel lays out its scratch memory and its tasks: shared by
// LinearTasks, LinearScratchBytes and the kernels, which must agree.

#ifndef BURIN_KERNELS_LINEAR_PLAN_H_
#define BURIN_KERNELS_LINEAR_PLAN_H_

#include "kernels/linear/linear.h"

namespace burin {

struct LinearPlan {
  int64_t row_blocks = 0;
  int64_t column_blocks = 0;
  bool in_place = false;     // A is read where it lies
  bool whole_sums = false;   // sums of all the task's tiles are kept, not one's
  bool finish_rows = false;  // rows are finished whole, after the last tile
  bool cached_weights = false;  // all weights stay in a second level cache
  int64_t a_stride = 0;         // words between rows of A, packed or in place
  int64_t sums_stride = 0;
  int64_t packed_floats = 0;  // the four parts of the scratch memory
  int64_t sums_floats = 0;
  int64_t row_floats = 0;  // gathered rows of A
  int64_t scale_floats = 0;
};

// Weights that stay in a 1 MB second level cache beside a block of rows.
inline constexpr int64_t kCachedWords = 112 << 10;

LinearPlan PlanLinear(const LinearArgs& args) noexcept;

// Floats between rows of a scratch block of `columns`: whole cache lines, and
// an odd number of them, so that the rows of a tile lie in different sets.
int64_t ScratchStride(int64_t columns) noexcept;

// Rows of A that are gathered as floats before they become reduced operands,
// and the floats of room for one.
inline constexpr int64_t kRowsAtOnce = 4;
int64_t RowRoom(int64_t k) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_PLAN_H_
