// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "kernels/reduce/reduce.h"

namespace burin {

void MeanReference(const MeanArgs& args) {
  for (int64_t b = 0; b < args.batch; ++b) {
    for (int64_t c = 0; c < args.columns; ++c) {
      double sum = 0;
      for (int64_t r = 0; r < args.rows; ++r) {
        sum += static_cast<double>(
            args.x[b * args.batch_stride + r * args.columns + c]);
      }
      args.y[b * args.columns + c] =
          static_cast<float>(sum / static_cast<double>(args.rows));
    }
  }
}

void SoftmaxReference(const SoftmaxArgs& args) {
  for (int64_t r = 0; r < args.rows; ++r) {
    const float* x = args.x + r * args.columns;
    const double largest = *std::max_element(x, x + args.columns);
    double sum = 0;
    for (int64_t c = 0; c < args.columns; ++c) {
      sum += std::exp(static_cast<double>(x[c]) - largest);
    }
    for (int64_t c = 0; c < args.columns; ++c) {
      args.y[r * args.columns + c] = static_cast<float>(
          std::exp(static_cast<double>(x[c]) - largest) / sum);
    }
  }
}

}  // namespace burin
