// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See loops.h.

#include "peak/loops.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace burin {

double PeakFp32Avx2(int64_t rounds, float* sink) {
  // 2 a cycle with a latency of 4 or 5 need 10 chains; 12 of 16 registers.
  constexpr int kChains = 12;
  __m256 a[kChains];
  for (int i = 0; i < kChains; ++i) {
    a[i] = _mm256_set1_ps(static_cast<float>(i));
  }
  const __m256 x = _mm256_set1_ps(0.5f);
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = _mm256_fmadd_ps(a[i], x, x);
  }
  __m256 sum = a[0];
  for (int i = 1; i < kChains; ++i) sum = _mm256_add_ps(sum, a[i]);
  *sink = _mm256_cvtss_f32(sum);
  return 2.0 * kChains * 8;
}

}  // namespace burin

#endif
