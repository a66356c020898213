// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ROWS_PLAN_H_
#define BURIN_KERNELS_ROWS_PLAN_H_

#include "kernels/rows/rows.h"

namespace burin {

// Rows of one task, at least 1.
int64_t RowsPerTask(const RowsArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_ROWS_PLAN_H_
