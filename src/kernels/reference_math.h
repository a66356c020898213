// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the kernels' references share, in double.

#ifndef BURIN_KERNELS_REFERENCE_MATH_H_
#define BURIN_KERNELS_REFERENCE_MATH_H_

#include <cmath>

#include "kernels/activation.h"

namespace burin {

inline double ReferenceGelu(double x) {
  return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
}

inline double ReferenceActivation(Activation act, double x) {
  switch (act) {
    case Activation::kGelu:
      return ReferenceGelu(x);
    case Activation::kRelu:
      return x < 0 ? 0 : x;
    case Activation::kNone:
      break;
  }
  return x;
}

// The first element of row m of ConstRows or MutableRows.
template <typename Rows>
auto ReferenceRow(const Rows& rows, int64_t m) {
  if (rows.batch_rows == 0) return rows.data + m * rows.stride;
  return rows.data + m / rows.batch_rows * rows.batch_stride +
         m % rows.batch_rows * rows.stride;
}

}  // namespace burin

#endif  // BURIN_KERNELS_REFERENCE_MATH_H_
