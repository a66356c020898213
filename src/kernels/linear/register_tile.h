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

struct RegisterTile {
  int32_t rows = 0;
  int32_t columns = 0;
};

// Every number of rows from 1 to that of the tile can run too.
RegisterTile ChooseRegisterTile(Isa isa, int64_t m, int64_t n) noexcept;
bool IsRegisterTile(Isa isa, const RegisterTile& tile) noexcept;

int32_t VectorFloats(Isa isa) noexcept;  // lanes: 4, 8, 16

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_REGISTER_TILE_H_
