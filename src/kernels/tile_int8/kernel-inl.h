// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tiles of linear/int8_tile.h: a function for each height and
// width.

#ifndef BURIN_KERNELS_TILE_INT8_KERNEL_INL_H_
#define BURIN_KERNELS_TILE_INT8_KERNEL_INL_H_

#include "kernels/linear/int8_tile-inl.h"
#include "kernels/tile/loop-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// acc[r][n] = -zero[r] * (the sums of column n).
template <int kRows, int kVectors>
BURIN_INLINE void BeginZeros(const Int8TileArgs& q, V (&acc)[kRows][kVectors]) {
  const Index width = q.tile->b_stride;
  const float* sums = q.head + (2 + q.first_sum) * width;
  V total[kVectors];
  Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
    constexpr int v = decltype(vc)::value;
    total[v] = Load(sums + v * kLanes);
  });
  for (Index i = 1; i < q.sums; ++i) {
    sums += width;
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      total[v] = AddInts(total[v], Load(sums + v * kLanes));
    });
  }
  Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
    constexpr int r = decltype(rc)::value;
    const V zero = SetInt(-q.rows[r].zero);
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      acc[r][v] = MulInts(zero, total[v]);
    });
  });
}

// C = act(the sums, scaled, + base).
template <int kRows, int kVectors, typename Map>
BURIN_INLINE void StoreScaled(const Int8TileArgs& q,
                              const V (&acc)[kRows][kVectors], const Map& map) {
  const TileArgs& t = *q.tile;
  Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
    constexpr int r = decltype(rc)::value;
    float* const c = t.c + r * t.c_stride;
    const float* const base = q.add ? c : q.head;
    const V row_scale = Set(q.rows[r].scale);
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int at = decltype(vc)::value * kLanes;
      const V scale = Mul(row_scale, Load(q.head + t.b_stride + at));
      const V sum = IntsToFloats(acc[r][decltype(vc)::value]);
      Store(c + at, map(Fma(sum, scale, Load(base + at))));
    });
  });
}

template <int kRows, int kVectors>
void RunInt8Tile(const Int8TileArgs& q) {
  const TileArgs& t = *q.tile;
  V acc[kRows][kVectors];
  if (q.sums != 0) {
    BeginZeros(q, acc);
  } else {
    BeginSums(t, acc);
  }
  AddProducts(
      t, acc, [](V a, V b, V sum) __attribute__((always_inline)) {
        return DotInt8(a, b, sum);
      });
  if (!q.finish) {
    ForSums<kRows, kVectors>([&](auto rc,
                                 auto vc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      constexpr int v = decltype(vc)::value;
      Store(t.c + r * t.c_stride + v * kLanes, acc[r][v]);
    });
  } else if (t.act == Activation::kGelu) {
    StoreScaled(
        q, acc, [](V x) __attribute__((always_inline)) { return GeluLow(x); });
  } else if (t.act == Activation::kRelu) {
    StoreScaled(
        q, acc,
        [](V x) __attribute__((always_inline)) { return Max(Zero(), x); });
  } else {
    StoreScaled(
        q, acc, [](V x) __attribute__((always_inline)) { return x; });
  }
}

constexpr Int8TileFns MakeInt8TileFns() {
  Int8TileFns table = {};
  Unroll<kMaxVectors>([&](auto vc) {
    constexpr int vectors = decltype(vc)::value + 1;
    Unroll<MaxTileRows(vectors)>([&](auto rc) {
      constexpr int r = decltype(rc)::value;
      table.fns[vectors - 1][r] = RunInt8Tile<r + 1, vectors>;
    });
  });
  return table;
}

constinit const Int8TileFns kInt8TileFns = MakeInt8TileFns();

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TILE_INT8_KERNEL_INL_H_
