// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax of one row; the sum is taken in double.

#ifndef BURIN_OPS_REFERENCE_SOFTMAX_H_
#define BURIN_OPS_REFERENCE_SOFTMAX_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace burin::reference {

// exp(x - max) over the sum of them, for `count` > 0 elements that are `step`
// apart. x and y may be the same.
template <typename T>
void SoftmaxRow(const T* x, T* y, int64_t count, int64_t step) {
  T most = x[0];
  for (int64_t i = 1; i < count; ++i) most = std::max(most, x[i * step]);
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) {
    y[i * step] = std::exp(x[i * step] - most);
    sum += static_cast<double>(y[i * step]);
  }
  const T total = static_cast<T>(sum);
  for (int64_t i = 0; i < count; ++i) y[i * step] /= total;
}

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_SOFTMAX_H_
