// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The activations that kernels apply to a result before they store it.

#ifndef BURIN_KERNELS_ACTIVATION_H_
#define BURIN_KERNELS_ACTIVATION_H_

#include <cstdint>

namespace burin {

enum class Activation : uint8_t {
  kNone = 0,
  // x * Phi(x) with the Gaussian distribution Phi (the "erf" form), within
  // 1e-7 * max(1, |x|), or 5e-6 where a product's operands are reduced. NaN
  // stays NaN.
  kGelu = 1,
  kRelu = 2,  // max(x, 0); NaN stays NaN
};

}  // namespace burin

#endif  // BURIN_KERNELS_ACTIVATION_H_
