// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The two halves of a softmax row, which attention shares.

#ifndef BURIN_KERNELS_REDUCE_SOFTMAX_INL_H_
#define BURIN_KERNELS_REDUCE_SOFTMAX_INL_H_

#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The largest of sign * x, times sign: the maximum for 1, the minimum for -1.
inline float RowExtreme(const float* x, Index count, float sign) {
  const V s = Set(sign);
  V m[2] = {Set(-__builtin_inff()), Set(-__builtin_inff())};
  Index i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    m[0] = Max(Mul(Load(x + i), s), m[0]);
    m[1] = Max(Mul(Load(x + i + kLanes), s), m[1]);
  }
  if (i + kLanes <= count) {
    m[0] = Max(Mul(Load(x + i), s), m[0]);
    i += kLanes;
  }
  if (i < count) {
    // Lanes beyond the row must not win: each repeats the row's last float.
    float last[kLanes];
    Store(last, Set(x[count - 1]));
    StoreN(last, LoadN(x + i, count - i), count - i);
    m[1] = Max(Mul(Load(last), s), m[1]);
  }
  return sign * MaxLanes(Max(m[0], m[1]));
}

// y = exp(scale * x - scale * max); returns the sum of y. y may be x.
inline float ExpRow(const float* x, Index count, float scale, float max,
                    float* y) {
  const V s = Set(scale);
  const V shift = Set(-scale * max);
  V sum[2] = {Zero(), Zero()};
  Index i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    const V a = Exp(Fma(Load(x + i), s, shift));
    const V b = Exp(Fma(Load(x + i + kLanes), s, shift));
    Store(y + i, a);
    Store(y + i + kLanes, b);
    sum[0] = Add(sum[0], a);
    sum[1] = Add(sum[1], b);
  }
  for (; i < count; i += kLanes) {
    const Index n = MinIndex(count - i, kLanes);
    const V a = KeepN(Exp(Fma(LoadN(x + i, n), s, shift)), n);
    StoreN(y + i, a, n);
    sum[0] = Add(sum[0], a);
  }
  return SumLanes(Add(sum[0], sum[1]));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_REDUCE_SOFTMAX_INL_H_
