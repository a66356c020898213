// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The register tile of int8 products:
//   C[r, n] = act(base + scale[r] * scale[n] * sum_k (A[r, k] - zero[r]) W[k,
//   n])
// The sum is exact, in int32; what surrounds it is float32 in the order
// float(sum) * (scale[r] * scale[n]) + base with one rounding for the last two.

#ifndef BURIN_KERNELS_LINEAR_INT8_TILE_H_
#define BURIN_KERNELS_LINEAR_INT8_TILE_H_

#include <cstdint>

#include "kernels/linear/register_tile.h"

namespace burin {

// How a row of A was quantised: x = scale * (q - zero), q in [0, 255]. A row
// with NaN in it has the scale NaN.
struct RowScale {
  float scale;
  int32_t zero;
};

struct TileArgs;

struct Int8TileArgs {
  const TileArgs*
      tile;  // operands, C, act; `first` and `row_first` are not read
  const RowScale* rows;
  const float* head;   // of the panel: bias, scale, sums; b_stride apart
  int64_t first_sum;   // the sums of the columns that the tile begins with:
  int64_t sums;        // none when C holds int32 sums that it continues
  bool finish = true;  // else C keeps int32 sums
  bool add = false;    // base is C, else the bias
};

using Int8TileFn = void (*)(const Int8TileArgs&);

struct Int8TileFns {
  Int8TileFn fns[4][kMostTileRows];  // [vectors - 1][rows - 1]
};

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_INT8_TILE_H_
