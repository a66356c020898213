// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tiles of linear/tile-inl.h for words of bf16: a function for
// each height and width, which stores floats or, for the next product, words.

#ifndef BURIN_KERNELS_TILE_BF16_KERNEL_INL_H_
#define BURIN_KERNELS_TILE_BF16_KERNEL_INL_H_

#include "kernels/tile/loop-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Row r of C, as words: pairs of vectors at a time.
template <int kVectors, typename Map>
BURIN_INLINE void StoreRowOfWords(const V (&sums)[kVectors], const Map& map,
                                  float* words) {
  Unroll<kVectors / 2>([&](auto pc) __attribute__((always_inline)) {
    constexpr int v = 2 * decltype(pc)::value;
    Store(words + v * kLanes / 2, ToBf16(map(sums[v]), map(sums[v + 1])));
  });
  if constexpr (kVectors % 2 != 0) {
    StoreBf16(words + (kVectors - 1) * kLanes / 2, map(sums[kVectors - 1]));
  }
}

template <int kRows, int kVectors, typename Map>
BURIN_INLINE void StoreSums(const TileArgs& t, const V (&acc)[kRows][kVectors],
                            const Map& map) {
  if (t.to_words) {
    Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      StoreRowOfWords(acc[r], map, t.c + r * t.c_stride);
    });
  } else {
    ForSums<kRows, kVectors>([&](auto rc,
                                 auto vc) __attribute__((always_inline)) {
      constexpr int r = decltype(rc)::value;
      constexpr int v = decltype(vc)::value;
      Store(t.c + r * t.c_stride + v * kLanes, map(acc[r][v]));
    });
  }
}

template <int kRows, int kVectors>
void RunBf16Tile(const TileArgs& t) {
  V acc[kRows][kVectors];
  BeginSums(t, acc);
  AddProducts(
      t, acc, [](V a, V b, V sum) __attribute__((always_inline)) {
        return DotBf16(a, b, sum);
      });
  if (t.act == Activation::kGelu) {
    StoreSums(
        t, acc, [](V x) __attribute__((always_inline)) { return GeluLow(x); });
  } else {
    const V least = Set(t.act == Activation::kRelu ? 0.0f : -__builtin_inff());
    StoreSums(
        t, acc, [least](V x) __attribute__((always_inline)) {
          return Max(least, x);
        });
  }
}

constexpr TileFns MakeBf16TileFns() {
  TileFns table = {};
  Unroll<kMaxVectors>([&](auto vc) {
    constexpr int vectors = decltype(vc)::value + 1;
    Unroll<MaxTileRows(vectors)>([&](auto rc) {
      constexpr int r = decltype(rc)::value;
      table.fns[vectors - 1][r] = RunBf16Tile<r + 1, vectors>;
    });
  });
  return table;
}

constinit const TileFns kBf16TileFns = MakeBf16TileFns();

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TILE_BF16_KERNEL_INL_H_
