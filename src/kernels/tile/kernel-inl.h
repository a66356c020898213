// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tiles of linear/tile-inl.h for floats: a function for each
// height, width and activation. They are much code, so only this file's tiers
// contain them.

#ifndef BURIN_KERNELS_TILE_KERNEL_INL_H_
#define BURIN_KERNELS_TILE_KERNEL_INL_H_

#include "kernels/simd/activate-inl.h"
#include "kernels/tile/loop-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Stores act(C): while the activation of one tile runs, the processor already
// works on the products of the next.
template <Activation kAct, int kRows, int kVectors>
void RunTile(const TileArgs& t) {
  V acc[kRows][kVectors];
  BeginSums(t, acc);
  AddProducts(
      t, acc, [](V a, V b, V sum) __attribute__((always_inline)) {
        return Fma(a, b, sum);
      });
  ForSums<kRows, kVectors>([&](auto rc,
                               auto vc) __attribute__((always_inline)) {
    constexpr int r = decltype(rc)::value;
    constexpr int v = decltype(vc)::value;
    Store(t.c + r * t.c_stride + v * kLanes, Activate<kAct>(acc[r][v]));
  });
}

template <Activation kAct, int kVectors>
constexpr void FillTileFns(TileFns& table) {
  Unroll<MaxTileRows(kVectors)>([&](auto rc) {
    constexpr int r = decltype(rc)::value;
    table.fns[kVectors - 1][r] = RunTile<kAct, r + 1, kVectors>;
  });
}

template <Activation kAct>
constexpr TileFns MakeTileFns() {
  TileFns table = {};
  Unroll<kMaxVectors>(
      [&](auto vc) { FillTileFns<kAct, decltype(vc)::value + 1>(table); });
  return table;
}

constinit const TileFns kTileFns[3] = {MakeTileFns<Activation::kNone>(),
                                       MakeTileFns<Activation::kGelu>(),
                                       MakeTileFns<Activation::kRelu>()};

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TILE_KERNEL_INL_H_
