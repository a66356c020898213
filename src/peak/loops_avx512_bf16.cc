// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See loops.h.

#include "peak/loops.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace burin {

double PeakBf16Avx512(int64_t rounds, float* sink) {
  constexpr int kChains = 24;  // of 32 registers
  __m512 a[kChains];
  for (int i = 0; i < kChains; ++i) {
    a[i] = _mm512_set1_ps(static_cast<float>(i));
  }
  // All elements are 0.5.
  const __m512bh x = reinterpret_cast<__m512bh>(_mm512_set1_epi32(0x3f003f00));
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_dpbf16_ps(a[i], x, x);
  }
  __m512 sum = a[0];
  for (int i = 1; i < kChains; ++i) sum = _mm512_add_ps(sum, a[i]);
  *sink = _mm512_cvtss_f32(sum);
  return 2.0 * kChains * 32;
}

double PeakInt8Avx512(int64_t rounds, float* sink) {
  constexpr int kChains = 24;  // of 32 registers
  __m512i a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = _mm512_set1_epi32(i);
  const __m512i x = _mm512_set1_epi32(0x01010101);
  for (int64_t r = 0; r < rounds; ++r) {
#pragma GCC unroll 24
    for (int i = 0; i < kChains; ++i) {
      // g++ 12 moves the sums about when it is the intrinsic.
      __m512i chain = a[i];
      __asm__("vpdpbusd %1, %1, %0" : "+v"(chain) : "v"(x));
      a[i] = chain;
    }
  }
  __m512i sum = a[0];
  for (int i = 1; i < kChains; ++i) sum = _mm512_add_epi32(sum, a[i]);
  *sink = _mm512_cvtss_f32(_mm512_cvtepi32_ps(sum));
  return 2.0 * kChains * 64;
}

}  // namespace burin

#endif
