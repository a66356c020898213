// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/matmul/matmul.h"

namespace burin {

void MatmulReference(const MatmulArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    for (int64_t m = 0; m < args.m; ++m) {
      const float* row =
          args.a + b * args.a_batch_stride + m * args.a_row_stride;
      for (int64_t n = 0; n < args.n; ++n) {
        const float* column =
            args.b + b * args.b_batch_stride + n * args.b_column_stride;
        double sum = 0;
        for (int64_t k = 0; k < args.k; ++k) {
          sum += static_cast<double>(row[k]) *
                 static_cast<double>(column[k * args.b_row_stride]);
        }
        args.y[b * args.y_batch_stride + m * args.y_row_stride + n] =
            static_cast<float>(sum * static_cast<double>(args.scale));
      }
    }
  }
}

}  // namespace burin
