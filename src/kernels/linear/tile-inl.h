// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tile that every product here is made of:
//   C[r, n] (+)= sum_k A[r, k] * B[k, n],   kRows x (kVectors * kLanes)
// A is read by broadcast, B by whole vectors, and all of C stays in
// registers: kRows * kVectors independent chains hide the latency of the
// multiply-adds, and each element of B that is loaded is used kRows times. The
// functions themselves are in tile/kernel-inl.h.

#ifndef BURIN_KERNELS_LINEAR_TILE_INL_H_
#define BURIN_KERNELS_LINEAR_TILE_INL_H_

#include "kernels/activation.h"
#include "kernels/linear/register_tile.h"

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
  const char* fetch = nullptr;  // null: nothing
  Index fetch_step = 0;         // bytes
};

// Computes act(C).
using TileFn = void (*)(const TileArgs&);

struct TileFns {
  TileFn fns[kMaxVectors][kMostTileRows];
};

// Indexed by activation.
extern const TileFns kTileFns[3];

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

  Fetch(const float* start, Index floats, Index shares)
      : next(reinterpret_cast<const char*>(start)),
        bytes(floats * Index{sizeof(float)} / shares) {}
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
