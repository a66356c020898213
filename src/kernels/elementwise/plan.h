// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ELEMENTWISE_PLAN_H_
#define BURIN_KERNELS_ELEMENTWISE_PLAN_H_

#include "kernels/elementwise/elementwise.h"

namespace burin {

// Elements of a task: some microseconds of work.
inline constexpr int64_t kUnaryBlock = 16 << 10;

// Rows of a task, at least 1.
int64_t BinaryRows(const BinaryArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_ELEMENTWISE_PLAN_H_
