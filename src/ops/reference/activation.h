// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The activations of the fused ops, one element at a time. Gelu is calculated
// in double, so that 1 + erf does not cancel in float.

#ifndef BURIN_OPS_REFERENCE_ACTIVATION_H_
#define BURIN_OPS_REFERENCE_ACTIVATION_H_

#include <cmath>
#include <numbers>

#include "ops/ops.h"

namespace burin::reference {

template <typename T>
T Activated(FusedActivation activation, T x) {
  const double v = static_cast<double>(x);
  switch (activation) {
    case FusedActivation::kNone:
      return x;
    case FusedActivation::kRelu:
      return x < T{0} ? T{0} : x;
    case FusedActivation::kGelu:
      return static_cast<T>(0.5 * v * std::erfc(-v / std::numbers::sqrt2));
    case FusedActivation::kGeluTanh: {
      // sqrt(2 / pi) = (2 / sqrt(pi)) / sqrt(2)
      constexpr double kScale =
          2 * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
      const double inner = kScale * (v + 0.044715 * v * v * v);
      return static_cast<T>(0.5 * v * (1 + std::tanh(inner)));
    }
  }
  return x;
}

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_ACTIVATION_H_
