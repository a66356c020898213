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
//   MaxInts MaxIntLanes  the larger one, lanes compared as int32; of all lanes

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

// How a row is to be quantised: its range and 0 in 255 steps.
struct Int8Range {
  RowScale scale;
  float steps;  // 1 / scale
};

// A row with an element that is not a finite number has the scale NaN: among
// integers NaN comes after infinity.
inline Int8Range RangeOf(const float* src, Index count) {
  V high[4] = {Zero(), Zero(), Zero(), Zero()};
  V low[4] = {Zero(), Zero(), Zero(), Zero()};  // negated
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      const V x = Load(src + i + v * kLanes);
      high[v] = MaxInts(high[v], x);
      low[v] = MaxInts(low[v], Neg(x));
    });
  }
  for (; i < count; i += kLanes) {
    const V x = LoadN(src + i, MinIndex(count - i, kLanes));
    high[0] = MaxInts(high[0], x);
    low[0] = MaxInts(low[0], Neg(x));
  }
  const auto most = [](const V(&v)[4]) {
    return MaxIntLanes(MaxInts(MaxInts(v[0], v[1]), MaxInts(v[2], v[3])));
  };
  const float least = most(low);
  const float range = most(high) + least;
  const float steps = range > 0 ? 255 / range : 0;
  // Adding 1.5 * 2^23 rounds.
  const float rounded = (least * steps + 12582912.0f) - 12582912.0f;
  const float zero = rounded > 0 ? rounded : 0;  // 0 for NaN, too
  return {{range * (1.0f / 255) + range * 0, static_cast<int32_t>(zero)},
          steps};
}

// The words of `count` floats.
inline void RowToInt8(const float* src, Index count, const Int8Range& range,
                      float* words) {
  const V step = Set(range.steps);
  const V offset = Set(static_cast<float>(range.scale.zero));
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    V q[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      q[v] = Fma(Load(src + i + v * kLanes), step, offset);
    });
    Store(words + i / 4, ToInt8(q[0], q[1], q[2], q[3]));
  }
  if (i == count) return;
  V q[4];
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    const Index at = i + decltype(c)::value * kLanes;
    const Index left = MinIndex(MaxIndex(count - at, 0), kLanes);
    q[decltype(c)::value] =
        left == 0 ? Zero() : Fma(LoadN(src + at, left), step, offset);
  });
  StoreN(words + i / 4, ToInt8(q[0], q[1], q[2], q[3]), DivUp(count - i, 4));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_WORDS_INL_H_
