// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/peak.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace burin {
namespace {

// Keeps a vector in a register and its value unknown to the compiler.
#define BURIN_OPAQUE(v) __asm__ volatile("" : "+v"(v))

#if defined(__x86_64__)
__attribute__((target("avx512f"))) double Burn512(int64_t steps) {
  __m512 acc[24];
  __m512 a = _mm512_set1_ps(0.5f);
  __m512 b = _mm512_set1_ps(0.25f);
  for (auto& v : acc) v = _mm512_setzero_ps();
  BURIN_OPAQUE(a);
  BURIN_OPAQUE(b);
  for (int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 24
    for (int j = 0; j < 24; ++j) acc[j] = _mm512_fmadd_ps(a, b, acc[j]);
  }
  for (auto& v : acc) BURIN_OPAQUE(v);
  return 2.0 * 24 * 16 * static_cast<double>(steps);
}

__attribute__((target("avx2,fma"))) double Burn256(int64_t steps) {
  __m256 acc[12];
  __m256 a = _mm256_set1_ps(0.5f);
  __m256 b = _mm256_set1_ps(0.25f);
  for (auto& v : acc) v = _mm256_setzero_ps();
  __asm__ volatile("" : "+x"(a));
  __asm__ volatile("" : "+x"(b));
  for (int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (int j = 0; j < 12; ++j) acc[j] = _mm256_fmadd_ps(a, b, acc[j]);
#pragma GCC unroll 12
    for (int j = 0; j < 12; ++j) acc[j] = _mm256_fmadd_ps(b, a, acc[j]);
  }
  for (auto& v : acc) __asm__ volatile("" : "+x"(v));
  return 2.0 * 24 * 8 * static_cast<double>(steps);
}
#endif

// Multiply and add apart: the baseline of an architecture has no fused one.
double BurnScalar(int64_t steps) {
  using V = float __attribute__((vector_size(16)));
  V acc[8] = {};
  V a = {0.5f, 0.5f, 0.5f, 0.5f};
  for (int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 3
    for (int r = 0; r < 3; ++r) {
#pragma GCC unroll 8
      for (auto& v : acc) v = v * a + a;
    }
  }
  float sum = 0;
  for (const V& v : acc) sum += v[0] + v[1] + v[2] + v[3];
  volatile float sink = sum;
  static_cast<void>(sink);
  return 2.0 * 24 * 4 * static_cast<double>(steps);
}

}  // namespace

double BurnMultiplyAdds(Isa isa, int64_t steps) {
#if defined(__x86_64__)
  if (isa == Isa::kAvx512) return Burn512(steps);
  if (isa == Isa::kAvx2) return Burn256(steps);
#endif
  return BurnScalar(steps);
}

}  // namespace burin
