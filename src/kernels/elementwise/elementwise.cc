// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/elementwise/elementwise.h"

#include "base/checked_math.h"
#include "kernels/elementwise/plan.h"

namespace burin {

int64_t UnaryTasks(const UnaryArgs& args) noexcept {
  return CeilDiv(args.count, kUnaryBlock);
}

int64_t BinaryRows(const BinaryArgs& args) noexcept {
  return CeilDiv(kUnaryBlock, args.columns > 0 ? args.columns : 1);
}

int64_t BinaryTasks(const BinaryArgs& args) noexcept {
  if (args.columns == 0) return 0;
  return CeilDiv(args.rows, BinaryRows(args));
}

}  // namespace burin
