// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Mean and variance of the elements of a (strided) matrix, in double and in
// two passes, so that they are right to the last bit of float.

#ifndef BURIN_OPS_REFERENCE_MOMENTS_H_
#define BURIN_OPS_REFERENCE_MOMENTS_H_

#include <cmath>
#include <cstdint>

namespace burin::reference {

struct Moments {
  double mean = 0;
  double inverse = 0;  // 1 / sqrt(variance + epsilon)
};

template <typename T>
Moments MomentsOf(const T* x, int64_t rows, int64_t row_step, int64_t columns,
                  int64_t column_step, float epsilon) {
  const double count = static_cast<double>(rows) * static_cast<double>(columns);
  double sum = 0;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      sum += static_cast<double>(x[r * row_step + c * column_step]);
    }
  }
  const double mean = sum / count;
  double squares = 0;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      const double d =
          static_cast<double>(x[r * row_step + c * column_step]) - mean;
      squares += d * d;
    }
  }
  return {mean, 1 / std::sqrt(squares / count + static_cast<double>(epsilon))};
}

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_MOMENTS_H_
