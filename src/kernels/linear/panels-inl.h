// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A whole small product in register tiles, for kernels whose operands are all
// made at run time.

#ifndef BURIN_KERNELS_LINEAR_PANELS_INL_H_
#define BURIN_KERNELS_LINEAR_PANELS_INL_H_

#include "kernels/linear/tile-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

constexpr Index kPanel = kMaxVectors * kLanes;  // the widest tile

struct PanelProduct {
  const float* a;
  Index a_stride;
  Index a_step;  // between columns of A
  Index rows;
  Index k;
  const float* b;      // panels of kPanel columns (the last one narrower), each
  Index b_stride;      // with this stride between rows; 0: as wide as it is
  Index b_panel_step;  // floats between columns j and j + 1 of two panels
  Index columns;       // rounded up to whole vectors in C
  float* c;
  Index c_stride;
};

// C = A B, sums beginning with 0.
inline void Multiply(const PanelProduct& p) {
  static constexpr float kZeros[kPanel] = {};
  for (Index j = 0; j < p.columns; j += kPanel) {
    const Index vectors = DivUp(MinIndex(p.columns - j, kPanel), kLanes);
    TileArgs t = {p.a,
                  p.a_stride,
                  p.b + j * p.b_panel_step,
                  p.b_stride == 0 ? vectors * kLanes : p.b_stride,
                  p.k,
                  kZeros,
                  nullptr,
                  p.c_stride,
                  p.a_step};
    ForStrips(p.rows, MaxTileRows(vectors), [&](Index r, Index count) {
      t.a = p.a + r * p.a_stride;
      t.c = p.c + r * p.c_stride + j;
      TileFor(count, vectors)(t);
    });
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_PANELS_INL_H_
