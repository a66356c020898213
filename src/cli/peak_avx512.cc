// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See peak.h.

#include "cli/peak.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace burin::cli {

int64_t PeakAvx512(int64_t rounds, float* sink) {
  // 2 FMA a cycle with a latency of 4 need 8 chains; 16 of 32 registers.
  constexpr int kChains = 16;
  __m512 a[kChains];
  for (int i = 0; i < kChains; ++i) {
    a[i] = _mm512_set1_ps(static_cast<float>(i));
  }
  const __m512 x = _mm512_set1_ps(0.5f);
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 16
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_fmadd_ps(a[i], x, x);
  }
  __m512 sum = a[0];
  for (int i = 1; i < kChains; ++i) sum = _mm512_add_ps(sum, a[i]);
  *sink = _mm512_cvtss_f32(sum);
  return rounds * kChains * 16 * 2;
}

}  // namespace burin::cli

#endif
