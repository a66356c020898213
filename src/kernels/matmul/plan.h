// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_MATMUL_PLAN_H_
#define BURIN_KERNELS_MATMUL_PLAN_H_

#include "kernels/matmul/matmul.h"

namespace burin {

// A task computes `rows` rows and `columns` columns (a multiple of 64) of one
// product, and packs the columns of B that it needs.
struct MatmulPlan {
  int64_t rows = 0;
  int64_t row_blocks = 0;
  int64_t columns = 0;
  int64_t column_blocks = 0;
};

MatmulPlan PlanMatmul(const MatmulArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_MATMUL_PLAN_H_
