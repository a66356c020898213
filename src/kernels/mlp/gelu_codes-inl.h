// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// GELU of hidden columns by tables of bytes (gelu_codes.h), for CPUs that look
// up 64 bytes at once (AVX512_VBMI).

#ifndef BURIN_KERNELS_MLP_GELU_CODES_INL_H_
#define BURIN_KERNELS_MLP_GELU_CODES_INL_H_

#include "kernels/mlp/gelu_codes.h"
#include "kernels/mlp/hidden_int8-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The registers of one range's codes.
struct GeluTable {
  __m512i results[4];
  __m512i slope;
  __m512i zero;

  explicit GeluTable(const GeluCodes& codes)
      : slope(_mm512_set1_epi16(codes.slope)),
        zero(_mm512_set1_epi16(codes.zero)) {
    for (int i = 0; i < 4; ++i) {
      results[i] = _mm512_load_si512(codes.results + 64 * i);
    }
  }

  // The codes of arguments in units of the scale, as 16 bits that may lie
  // outside those of a byte.
  BURIN_INLINE __m512i Arguments(V a, V b) const {
    const __m512i t =
        _mm512_packs_epi32(_mm512_cvtps_epi32(a), _mm512_cvtps_epi32(b));
    return _mm512_adds_epi16(_mm512_max_epi16(t, _mm512_mulhrs_epi16(t, slope)),
                             zero);
  }

  // The words of the GELU of 4 * kLanes such arguments.
  BURIN_INLINE V Words(V x0, V x1, V x2, V x3) const {
    const __m512i bytes =
        _mm512_packus_epi16(Arguments(x0, x1), Arguments(x2, x3));
    const __m512i low = _mm512_permutex2var_epi8(results[0], bytes, results[1]);
    const __m512i high =
        _mm512_permutex2var_epi8(results[2], bytes, results[3]);
    // Narrowing went by quarters of 128 bits.
    const __m512i order =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_castsi512_ps(_mm512_permutexvar_epi32(
        order, _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), low, high)));
  }
};

// The largest element, at least 0; NaN comes after infinity.
BURIN_INLINE float LargestOf(const float* row, Index count) {
  V high[4] = {Zero(), Zero(), Zero(), Zero()};
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      high[v] = MaxInts(high[v], Load(row + i + v * kLanes));
    });
  }
  for (; i < count; i += kLanes) {
    high[0] = MaxInts(high[0], LoadN(row + i, MinIndex(count - i, kLanes)));
  }
  return MaxIntLanes(
      MaxInts(MaxInts(high[0], high[1]), MaxInts(high[2], high[3])));
}

// The words of GELU of `count` floats.
BURIN_INLINE void GeluToWords(const float* row, Index count,
                              const RowGeluCodes& codes, float* words) {
  const GeluTable table(*codes.codes);
  const V steps = Set(codes.steps);
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    V x[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      x[v] = Mul(Load(row + i + v * kLanes), steps);
    });
    Store(words + i / 4, table.Words(x[0], x[1], x[2], x[3]));
  }
  if (i == count) return;
  V x[4];
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    const Index at = i + decltype(c)::value * kLanes;
    const Index left = MinIndex(MaxIndex(count - at, 0), kLanes);
    x[decltype(c)::value] =
        left == 0 ? Zero() : Mul(LoadN(row + at, left), steps);
  });
  StoreN(words + i / 4, table.Words(x[0], x[1], x[2], x[3]),
         DivUp(count - i, 4));
}

// GELU of the hidden columns, quantised.
inline void GeluToInt8(const HiddenRows& h) {
  const GeluCodes* const all = AllGeluCodes();
  for (Index r0 = 0; r0 < h.rows; r0 += kRowsAtOnce) {
    const Index end = MinIndex(r0 + kRowsAtOnce, h.rows);
    RowGeluCodes codes[kRowsAtOnce];
    for (Index r = r0; r < end; ++r) {
      codes[r - r0] =
          GeluCodesFor(all, LargestOf(h.wide + r * h.wide_stride, h.columns));
    }
    for (Index r = r0; r < end; ++r) {
      const RowGeluCodes& row = codes[r - r0];
      GeluToWords(h.wide + r * h.wide_stride, h.columns, row,
                  h.words + r * h.words_stride);
      h.scales[r] = {row.scale + h.a_scales[r].scale * 0.0f, row.codes->zero};
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MLP_GELU_CODES_INL_H_
