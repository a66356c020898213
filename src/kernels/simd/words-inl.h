// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What every tier can do with words of reduced operands (operands.h), which lie
// in the lanes of V as bits:
//   DotBf16(a, b, sum)   sum + the products of each word's bf16, first first
//   ToBf16(low, high)    the words of 2 * kLanes floats, rounded
//   StoreBf16(words, v)  the kLanes / 2 words of kLanes floats, rounded
//   DotInt8(a, b, sum)   sum + the products of each word's bytes, those of a
//                        unsigned, those of b signed, in int32
//   ToInt8(x0, .., x3)   the words of 4 * kLanes floats, rounded to nearest
//   even
//                        and clamped to [0, 255]
//   SetInt AddInts MulInts IntsToFloats   lanes as int32; the low bits

#ifndef BURIN_KERNELS_SIMD_WORDS_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_INL_H_

#include "kernels/linear/int8_tile.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The words of `count` floats.
inline void RowToBf16(const float* src, Index count, float* words) {
  Index i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    Store(words + i / 2, ToBf16(Load(src + i), Load(src + i + kLanes)));
  }
  if (i == count) return;
  const Index low = MinIndex(count - i, kLanes);
  const Index high = count - i - low;
  const V second = high == 0 ? Zero() : LoadN(src + i + kLanes, high);
  StoreN(words + i / 2, ToBf16(LoadN(src + i, low), second),
         DivUp(count - i, 2));
}

// The words of `count` floats and how they were quantised: the range of the row
// and 0 in 255 steps. `taint` is NaN where the scale must be, else a number.
inline RowScale RowToInt8(const float* src, Index count, float taint,
                          float* words) {
  V high[4] = {Zero(), Zero(), Zero(), Zero()};
  V low[4] = {Zero(), Zero(), Zero(), Zero()};  // negated
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      const V x = Load(src + i + v * kLanes);
      high[v] = Max(high[v], x);
      low[v] = Max(low[v], Neg(x));
    });
  }
  for (; i < count; i += kLanes) {
    const V x = LoadN(src + i, MinIndex(count - i, kLanes));
    high[0] = Max(high[0], x);
    low[0] = Max(low[0], Neg(x));
  }
  const float most =
      MaxLanes(Max(Max(high[0], high[1]), Max(high[2], high[3])));
  const float least = MaxLanes(Max(Max(low[0], low[1]), Max(low[2], low[3])));
  const float range = most + least;
  const float steps = range > 0 ? 255 / range : 0;
  // Adding 1.5 * 2^23 rounds.
  const float rounded = (least * steps + 12582912.0f) - 12582912.0f;
  const float zero = rounded > 0 ? rounded : 0;  // 0 for NaN, too
  const V step = Set(steps);
  const V offset = Set(zero);
  for (i = 0; i + 4 * kLanes <= count; i += 4 * kLanes) {
    V q[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      q[v] = Fma(Load(src + i + v * kLanes), step, offset);
    });
    Store(words + i / 4, ToInt8(q[0], q[1], q[2], q[3]));
  }
  if (i < count) {
    V q[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      const Index at = i + decltype(c)::value * kLanes;
      const Index left = MinIndex(MaxIndex(count - at, 0), kLanes);
      q[decltype(c)::value] =
          left == 0 ? Zero() : Fma(LoadN(src + at, left), step, offset);
    });
    StoreN(words + i / 4, ToInt8(q[0], q[1], q[2], q[3]), DivUp(count - i, 4));
  }
  return {range * (1.0f / 255) + taint * 0.0f, static_cast<int32_t>(zero)};
}

// NaN if any element is NaN or infinite, else a number.
inline float TaintOf(const float* src, Index count) {
  V sum = Zero();
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    sum = Fma(Load(src + i), Zero(), sum);
  if (i < count) sum = Fma(LoadN(src + i, count - i), Zero(), sum);
  return SumLanes(sum);
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_WORDS_INL_H_
