// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/transpose/transpose.h"

namespace burin {

void TransposeReference(const TransposeArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    const int64_t offset = b * args.rows * args.columns;
    for (int64_t r = 0; r < args.rows; ++r) {
      for (int64_t c = 0; c < args.columns; ++c) {
        args.y[offset + c * args.rows + r] =
            args.x[offset + r * args.columns + c];
      }
    }
  }
}

}  // namespace burin
