// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/transpose/transpose.h"

#include "base/checked_math.h"

namespace burin {

int64_t TransposeTasks(const TransposeArgs& args) noexcept {
  if (args.rows == 0) return 0;
  return args.batch * CeilDiv(args.columns, kTransposeBlock);
}

}  // namespace burin
