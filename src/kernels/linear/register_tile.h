// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which register tiles (linear/tile-inl.h) each instruction set has, and which
// suits a shape.

#ifndef BURIN_KERNELS_LINEAR_REGISTER_TILE_H_
#define BURIN_KERNELS_LINEAR_REGISTER_TILE_H_

#include <cstdint>

#include "kernels/isa.h"

namespace burin {

inline constexpr int kMostTileRows = 14;  // of any tile of any tier

struct RegisterTile {
  int32_t rows = 0;
  int32_t columns = 0;
};

// Every number of rows from 1 to that of the tile can run too.
RegisterTile ChooseRegisterTile(Isa isa, int64_t m, int64_t n) noexcept;
bool IsRegisterTile(Isa isa, const RegisterTile& tile) noexcept;

int32_t VectorFloats(Isa isa) noexcept;  // lanes: 4, 8, 16

// Rows of a task when there are m in all: some 16 tasks of nearly equal height,
// fewer if they had less than 96 rows each (the weights would stream by faster
// than they are used), more if they had more than `most`.
int64_t ChooseBlockRows(int64_t m, int64_t most) noexcept;

// The width of the last, narrower panel of N columns; 0 when nr divides N.
int64_t TailPanelColumns(Isa isa, int32_t nr, int64_t n) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_REGISTER_TILE_H_
