// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How a product is cut into tasks and scratch memory: shared by MatmulTasks,
// MatmulScratchBytes and the kernels, which must agree.

#ifndef BURIN_KERNELS_MATMUL_PLAN_H_
#define BURIN_KERNELS_MATMUL_PLAN_H_

#include "kernels/matmul/matmul.h"

namespace burin {

// Columns of the widest panel of B of any tier.
inline constexpr int64_t kMatmulPanel = 64;
// A panel is packed at most this many k at a time: 128 KB, which stay in
// the second level cache while the task's rows pass, and bound the scratch
// memory.
inline constexpr int64_t kMatmulChunk = 512;

// A task is `rows` x `columns` of Y of one batch, less at the edges. Tasks
// count row blocks fastest, then column blocks, then batches.
struct MatmulPlan {
  int64_t rows = 0, columns = 0;
  int64_t row_blocks = 0, column_blocks = 0;
  int64_t packed_floats = 0;  // the two parts of the scratch memory
  int64_t sums_floats = 0;
};

// M and N are at least 1.
MatmulPlan PlanMatmul(const MatmulArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_MATMUL_PLAN_H_
