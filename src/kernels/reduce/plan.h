// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_REDUCE_PLAN_H_
#define BURIN_KERNELS_REDUCE_PLAN_H_

#include "kernels/reduce/reduce.h"

namespace burin {

inline constexpr int64_t kMeanColumns = 64;  // columns of a task

// Rows of a task, at least 1.
int64_t SoftmaxRows(const SoftmaxArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_REDUCE_PLAN_H_
