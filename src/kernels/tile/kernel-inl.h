// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tiles of linear/tile-inl.h: a function for each height, width
// and activation. They are much code, so only this file's tiers contain them.

#ifndef BURIN_KERNELS_TILE_KERNEL_INL_H_
#define BURIN_KERNELS_TILE_KERNEL_INL_H_

#include "kernels/linear/tile-inl.h"
#include "kernels/simd/activate-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Stores act(C): while the activation of one tile runs, the processor already
// works on the products of the next.
template <Activation kAct, int kRows, int kVectors>
void RunTile(const TileArgs& t) {
  V acc[kRows][kVectors];
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
        acc[r][v] = Fma(av, bv[v], acc[r][v]);
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
  Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
    constexpr int r = decltype(rc)::value;
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      Store(t.c + r * t.c_stride + v * kLanes, Activate<kAct>(acc[r][v]));
    });
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
