// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A tier's register tiles of int8 products; see int8_tile.h.

#ifndef BURIN_KERNELS_LINEAR_INT8_TILE_INL_H_
#define BURIN_KERNELS_LINEAR_INT8_TILE_INL_H_

#include "kernels/linear/int8_tile.h"
#include "kernels/linear/tile-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

extern const Int8TileFns kInt8TileFns;

BURIN_INLINE Int8TileFn Int8TileFor(Index rows, Index vectors) {
  return kInt8TileFns.fns[vectors - 1][rows - 1];
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_INT8_TILE_INL_H_
