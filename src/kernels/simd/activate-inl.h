// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_SIMD_ACTIVATE_INL_H_
#define BURIN_KERNELS_SIMD_ACTIVATE_INL_H_

#include "kernels/activation.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <Activation kAct>
BURIN_INLINE V Activate(V x) {
  if constexpr (kAct == Activation::kGelu) return Gelu(x);
  if constexpr (kAct == Activation::kRelu) return Max(Zero(), x);
  return x;
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_ACTIVATE_INL_H_
