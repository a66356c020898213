// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// P is the row operand of the register tiles, the activations are the column
// operand where they lie: tiles of two vectors, since most lengths are
// multiples of 14 and 14 x 2 accumulators fit. Columns that do not fill a
// vector go through scratch memory.

#ifndef BURIN_KERNELS_TOKEN_MIX_KERNEL_INL_H_
#define BURIN_KERNELS_TOKEN_MIX_KERNEL_INL_H_

#include "kernels/linear/tile-inl.h"
#include "kernels/rows/gather-inl.h"
#include "kernels/token_mix/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Some vectors of columns of one group.
BURIN_INLINE void MixColumns(const TokenMixArgs& args, const float* x,
                             Index x_stride, Index vectors, float* y,
                             Index y_stride) {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  TileArgs t = {args.p,      args.length, x, x_stride,
                args.length, nullptr,     y, y_stride};
  ForStrips(
      args.out_length, MaxTileRows(vectors),
      [&](Index i, Index rows) __attribute__((always_inline)) {
        t.a = args.p + i * args.length;
        t.c = y + i * y_stride;
        if (args.bias != nullptr) {
          t.row_first = args.bias + i;
        } else {
          t.first = kZeros;
        }
        TileFor(rows, vectors, args.act)(t);
      });
}

// The last columns, fewer than a vector.
inline void MixTail(const TokenMixArgs& args, const float* x, Index columns,
                    float* y, float* scratch) {
  float* const sums = scratch + args.length * kLanes;
  for (Index l = 0; l < args.length; ++l) {
    Store(scratch + l * kLanes, LoadN(x + l * args.columns, columns));
  }
  MixColumns(args, scratch, kLanes, 1, sums, kLanes);
  for (Index i = 0; i < args.out_length; ++i) {
    StoreN(y + i * args.columns, Load(sums + i * kLanes), columns);
  }
}

void RunTokenMix(const TokenMixArgs& args, int64_t task,
                 void* scratch) noexcept {
  const TokenMixPlan plan = PlanTokenMix(args);
  constexpr Index kVectors = 2;
  const Index g0 = task / plan.column_blocks * plan.groups;
  const Index g1 = MinIndex(g0 + plan.groups, args.groups);
  const Index j0 = task % plan.column_blocks * plan.columns;
  const Index j1 = MinIndex(j0 + plan.columns, args.columns);
  for (Index g = g0; g < g1; ++g) {
    const float* x = args.x + g * args.length * args.columns;
    float* y = args.y + g * args.out_length * args.columns;
    Index j = j0;
    for (; j + kVectors * kLanes <= j1; j += kVectors * kLanes) {
      MixColumns(args, x + j, args.columns, kVectors, y + j, args.columns);
    }
    for (; j + kLanes <= j1; j += kLanes) {
      MixColumns(args, x + j, args.columns, 1, y + j, args.columns);
    }
    if (j < j1) {
      MixTail(args, x + j, j1 - j, y + j, static_cast<float*>(scratch));
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TOKEN_MIX_KERNEL_INL_H_
