// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See loops.h.

#include "peak/loops.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace burin {

double PeakFp32Avx512(int64_t rounds, float* sink) {
  constexpr int kChains = 24;  // of 32 registers
  __m512 a[kChains];
  for (int i = 0; i < kChains; ++i) {
    a[i] = _mm512_set1_ps(static_cast<float>(i));
  }
  const __m512 x = _mm512_set1_ps(0.5f);
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_fmadd_ps(a[i], x, x);
  }
  __m512 sum = a[0];
  for (int i = 1; i < kChains; ++i) sum = _mm512_add_ps(sum, a[i]);
  *sink = _mm512_cvtss_f32(sum);
  return 2.0 * kChains * 16;
}

}  // namespace burin

#endif
