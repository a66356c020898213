// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What every tier's vector header begins with: forced inlining and unrolling,
// so that arrays of vectors with constant indices live in registers. Included
// inside a tier's namespace; hence no guard.
//
// The vocabulary that each vector header then provides:
//   V, kLanes                       a vector of floats
//   Zero Set Load Store             whole vectors, any alignment
//   LoadN StoreN                    the first n lanes, 0 <= n <= kLanes; others
//                                   are read as 0 and not touched
//   KeepN(v, n)                     v with lanes from n on replaced by 0
//   Add Sub Mul Div Sqrt Abs Neg
//   Fma(a, b, c) = a * b + c        one rounding, but two in the scalar tier
//   Max(a, b)                       b where either is NaN
//   SumLanes MaxLanes               halves joined until one lane is left
//   GeluLow                         Gelu within 5e-6, cheaper: for results that
//                                   are rounded to bf16 or coarser
//   Gelu Exp Exp2                   Exp2 takes two thirds of the time of Exp
//   TransposeTile(src, src_stride, dst, dst_stride)   kLanes x kLanes floats:
//                                   dst[j * dst_stride + i] =
//                                   src[i * src_stride + j]

#define BURIN_INLINE inline __attribute__((always_inline))

using Index = int64_t;

template <int kValue>
struct Constant {
  static constexpr int value = kValue;
};

// Calls f(Constant<0>()) .. f(Constant<kCount - 1>()).
template <int kCount, int kFirst = 0, typename F>
BURIN_INLINE constexpr void Unroll(const F& f) {
  if constexpr (kFirst < kCount) {
    f(Constant<kFirst>());
    Unroll<kCount, kFirst + 1>(f);
  }
}

BURIN_INLINE Index MinIndex(Index a, Index b) { return a < b ? a : b; }
BURIN_INLINE Index MaxIndex(Index a, Index b) { return a > b ? a : b; }
BURIN_INLINE Index DivUp(Index a, Index b) { return (a + b - 1) / b; }
