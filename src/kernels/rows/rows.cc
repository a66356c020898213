// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/rows/rows.h"

#include <algorithm>

#include "base/checked_math.h"
#include "kernels/rows/plan.h"

namespace burin {

// About 16 K elements: some microseconds, a fair share of a first level cache.
int64_t RowsPerTask(const RowsArgs& args) noexcept {
  constexpr int64_t kElements = 16 << 10;
  return std::max<int64_t>(1, kElements / std::max<int64_t>(1, args.a.columns));
}

int64_t RowsTasks(const RowsArgs& args) noexcept {
  if (args.a.columns == 0) return 0;
  return CeilDiv(args.a.rows, RowsPerTask(args));
}

}  // namespace burin
