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
#include "kernels/operands.h"

// A tier may use the tiles of another one that has the same vectors.
#if !defined(BURIN_FLOAT_TILES_NAMESPACE)
#define BURIN_FLOAT_TILES_NAMESPACE BURIN_ISA_NAMESPACE
#endif

namespace burin {

// A, B and their strides count words (operands.h).
struct TileArgs {
  const float* a;
  int64_t a_stride;  // between rows of A
  const float* b;
  int64_t b_stride;
  int64_t k;
  const float* first;  // row that every row of C begins with; null: C itself
  float* c;
  int64_t c_stride;
  int64_t a_step = 1;                // between columns of A
  const float* row_first = nullptr;  // or: element that row r begins with
  // Memory that is needed next, fetched along the way: its share of each k.
  const char* fetch = nullptr;  // null: nothing
  int64_t fetch_step = 0;       // bytes
  // Of reduced products only (tiles of floats have a function for each).
  Activation act = Activation::kNone;
  bool to_words = false;  // C becomes bf16 words; c_stride counts these
};

// Computes act(C).
using TileFn = void (*)(const TileArgs&);

inline constexpr int kMostTileVectors = 4;  // of any tile of any tier

struct TileFns {
  TileFn fns[kMostTileVectors][kMostTileRows];  // [vectors - 1][rows - 1]
};

// Indexed by activation.
namespace BURIN_FLOAT_TILES_NAMESPACE {
extern const TileFns kTileFns[3];
}  // namespace BURIN_FLOAT_TILES_NAMESPACE

}  // namespace burin

namespace burin::BURIN_ISA_NAMESPACE {

extern const TileFns kBf16TileFns;

BURIN_INLINE TileFn TileFor(Index rows, Index vectors,
                            Activation act = Activation::kNone) {
  return BURIN_FLOAT_TILES_NAMESPACE::kTileFns[static_cast<int>(act)]
      .fns[vectors - 1][rows - 1];
}

// For the operands of a product; sets in `t` what their tiles read there.
BURIN_INLINE TileFn TileFor(Operands operands, Index rows, Index vectors,
                            Activation act, TileArgs& t) {
  if (operands == Operands::kFloat32) return TileFor(rows, vectors, act);
  t.act = act;
  return kBf16TileFns.fns[vectors - 1][rows - 1];
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
  if (rows == 0) return;
  const Index strips = DivUp(rows, most);
  const Index least = rows / strips;
  const Index fewer = strips - rows % strips;  // strips of that height, first
  Index first = 0;
  for (Index s = 0; s < strips; ++s) {
    const Index count = s < fewer ? least : least + 1;
    f(first, count);
    first += count;
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_TILE_INL_H_
