// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See loops.h.

#include "peak/loops.h"

namespace burin {

// Multiply and add apart: the baseline of an architecture has no fused one.
double PeakFp32Scalar(int64_t rounds, float* sink) {
  using V = float __attribute__((vector_size(16)));
  constexpr int kChains = 12;  // of 16 registers
  V a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = V{} + static_cast<float>(i);
  const V x = V{} + 0.5f;
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = a[i] * x + x;
  }
  V sum = a[0];
  for (int i = 1; i < kChains; ++i) sum += a[i];
  *sink = sum[0] + sum[1] + sum[2] + sum[3];
  return 2.0 * kChains * 4;
}

}  // namespace burin
