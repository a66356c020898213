// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The sums of a register tile: how they begin and how they are added to, for
// any product of words.

#ifndef BURIN_KERNELS_TILE_LOOP_INL_H_
#define BURIN_KERNELS_TILE_LOOP_INL_H_

#include "kernels/linear/tile-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <int kRows, int kVectors>
BURIN_INLINE void BeginSums(const TileArgs& t, V (&acc)[kRows][kVectors]) {
  if (t.first != nullptr) {
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      const V x = Load(t.first + v * kLanes);
      Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
        acc[decltype(rc)::value][v] = x;
      });
    });
  } else if (t.row_first != nullptr) {
    Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      const V x = Set(t.row_first[r]);
      Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
        acc[r][decltype(vc)::value] = x;
      });
    });
  } else {
    Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
        constexpr int v = decltype(vc)::value;
        acc[r][v] = Load(t.c + r * t.c_stride + v * kLanes);
      });
    });
  }
}

// acc[r] = product(A[r, k], B[k], acc[r]) for all k.
template <int kRows, int kVectors, typename Product>
BURIN_INLINE void AddProducts(const TileArgs& t, V (&acc)[kRows][kVectors],
                              const Product& product) {
  const float* a = t.a;
  const float* b = t.b;
  // Fetching what is there already is free; a null address would not be.
  const char* fetch =
      t.fetch != nullptr ? t.fetch : reinterpret_cast<const char*>(t.c);
  const auto step = [&]() __attribute__((always_inline)) {
    __builtin_prefetch(fetch, 0, 2);
    fetch += t.fetch_step;
    V bv[kVectors];
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      bv[v] = Load(b + v * kLanes);
    });
    Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      const V av = Set(a[r * t.a_stride]);
      Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
        constexpr int v = decltype(vc)::value;
        acc[r][v] = product(av, bv[v], acc[r][v]);
      });
    });
    a += t.a_step;
    b += t.b_stride;
  };
  // A loop of few rounds is one whose end the processor foresees.
  constexpr int kUnroll = 4;
  Index k = 0;
  for (; k + kUnroll <= t.k; k += kUnroll) {
    Unroll<kUnroll>([&](auto) __attribute__((always_inline)) { step(); });
  }
  for (; k < t.k; ++k) step();
}

// Calls f(row, vector) for each accumulator.
template <int kRows, int kVectors, typename F>
BURIN_INLINE void ForSums(const F& f) {
  Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
    Unroll<kVectors>([&](auto vc)
                         __attribute__((always_inline)) { f(rc, vc); });
  });
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TILE_LOOP_INL_H_
