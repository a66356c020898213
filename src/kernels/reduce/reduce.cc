// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/reduce/reduce.h"

#include "base/checked_math.h"
#include "kernels/reduce/plan.h"

namespace burin {

int64_t MeanTasks(const MeanArgs& args) noexcept {
  return args.batch * CeilDiv(args.columns, kMeanColumns);
}

int64_t SoftmaxRows(const SoftmaxArgs& args) noexcept {
  constexpr int64_t kElements = 8 << 10;
  return CeilDiv(kElements, args.columns > 0 ? args.columns : 1);
}

int64_t SoftmaxTasks(const SoftmaxArgs& args) noexcept {
  if (args.columns == 0) return 0;
  return CeilDiv(args.rows, SoftmaxRows(args));
}

}  // namespace burin
