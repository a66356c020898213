// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tile that every product here is made of:
//   C[r, n] (+)= sum_k A[r, k] * B[k, n],   kRows x (kVectors * kLanes)
// A is read by broadcast, B by whole vectors, and all of C stays in
// registers: kRows * kVectors independent chains hide the latency of the
// multiply-adds, and each element of B that is loaded is used kRows times.

#ifndef BURIN_KERNELS_LINEAR_TILE_INL_H_
#define BURIN_KERNELS_LINEAR_TILE_INL_H_

#include "kernels/linear/register_tile.h"
#include "kernels/simd/activate-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

struct TileArgs {
  const float* a;
  Index a_stride;  // between rows of A
  const float* b;
  Index b_stride;
  Index k;
  const float* first;  // row that every row of C begins with; null: C itself
  float* c;
  Index c_stride;
  Index a_step = 1;                  // between columns of A
  const float* row_first = nullptr;  // or: element that row r begins with
  // Memory that is needed next, fetched along the way: its share of each k.
  const char* fetch = nullptr;
  Index fetch_step = 0;  // bytes
};

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
  const char* fetch = t.fetch;
  for (Index k = 0; k < t.k; ++k) {
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
  }
  Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
    constexpr int r = decltype(rc)::value;
    Unroll<kVectors>([&](auto vc) __attribute__((always_inline)) {
      constexpr int v = decltype(vc)::value;
      Store(t.c + r * t.c_stride + v * kLanes, Activate<kAct>(acc[r][v]));
    });
  });
}

using TileFn = void (*)(const TileArgs&);

struct TileFns {
  TileFn fns[kMaxVectors][kMostTileRows];
};

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

// Indexed by activation.
inline constexpr TileFns kTileFns[3] = {MakeTileFns<Activation::kNone>(),
                                        MakeTileFns<Activation::kGelu>(),
                                        MakeTileFns<Activation::kRelu>()};

BURIN_INLINE TileFn TileFor(Index rows, Index vectors,
                            Activation act = Activation::kNone) {
  return kTileFns[static_cast<int>(act)].fns[vectors - 1][rows - 1];
}

// Memory that will be needed soon, fetched in equal shares by the tiles that
// run meanwhile: the hardware sees the jump from one panel to the next too
// late.
struct Fetch {
  const char* next;
  Index bytes;  // of each share

  Fetch(const void* start, Index total_bytes, Index shares)
      : next(static_cast<const char*>(start)), bytes(total_bytes / shares) {}
  BURIN_INLINE void Give(TileArgs& t) {
    t.fetch = next;
    t.fetch_step = DivUp(bytes, t.k);
    next += bytes;
  }
};

// Cuts rows into ceil(rows / most) strips of nearly equal height, so that none
// is left with a few rows only. Calls f(first row, count).
template <typename F>
BURIN_INLINE void ForStrips(Index rows, Index most, const F& f) {
  const Index strips = DivUp(rows, most);
  Index first = 0;
  for (Index s = 0; s < strips; ++s) {
    const Index count = (rows - first) / (strips - s);
    f(first, count);
    first += count;
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_TILE_INL_H_
