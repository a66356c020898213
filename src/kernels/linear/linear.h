// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Linear layer with everything around it:
//   Y[m, n] = act(bias[n] + sum_k norm(A)[m, k] * W[k, n]) + R[m, n]
//
// Each sum is one chain of fused multiply-adds in rising k that begins with
// bias[n] (the scalar tier rounds products too), so its bits depend on nothing
// but its row of A and its column of W: not on tile, task, thread or batch.
//
// A product of reduced operands (operands.h) rounds norm(A) and W. kBf16: the
// two products of a word are added one after the other, as the tier does it.
// kInt8: see int8_tile.h; K <= kInt8MostK. Where A is the hidden tensor of an
// mlp each kInt8Columns of a row have a scale of their own, and their sums are
// added in float32.

#ifndef BURIN_KERNELS_LINEAR_LINEAR_H_
#define BURIN_KERNELS_LINEAR_LINEAR_H_

#include <cstddef>
#include <cstdint>

#include "kernels/isa.h"
#include "kernels/operands.h"
#include "kernels/rows/rows.h"

namespace burin {

// How the product is cut. A register tile is up to mr rows by nr columns; a
// task computes mc rows by nc columns; k is summed kc at a time for all of a
// task's block, with the partial sums in memory between.
struct LinearTile {
  int32_t mr = 0;
  int32_t nr = 0;
  int64_t mc = 0;
  int64_t nc = 0;  // multiple of nr
  int64_t kc = 0;  // in words of the operands
};

// A function of its arguments only; any M, N, K >= 1. A task has all columns.
LinearTile ChooseLinearTile(Isa isa, int64_t m, int64_t n, int64_t k,
                            Operands operands = Operands::kFloat32) noexcept;

// The same tile with fewer columns a task, where that keeps `threads` threads
// busier: what they gain must outweigh that each task packs its rows anew.
LinearTile FitToThreads(LinearTile tile, int64_t m, int64_t n,
                        int threads) noexcept;

// Whether the kernels of the tier can run the tile (for tiles from a file).
bool IsLinearTile(Isa isa, const LinearTile& tile) noexcept;

// Packed weights: panels of nr columns, each a row for each of the head's words
// (the first is the bias) and of those of a column of W (operands.h). The last
// panel is as wide as what is left of N, rounded up to whole vectors of the
// tier; columns beyond N are zero.
size_t PackedLinearWords(Isa isa, int32_t nr, int64_t k, int64_t n,
                         Operands operands = Operands::kFloat32) noexcept;

// Element (k, n) of W is w[k * row_stride + n * column_stride], so that both a
// [K][N] and a PyTorch-style [N][K] weight can be packed. bias may be null.
void PackLinearWeights(Isa isa, int32_t nr, int64_t k, int64_t n,
                       const float* w, int64_t row_stride,
                       int64_t column_stride, const float* bias, float* packed,
                       Operands operands = Operands::kFloat32) noexcept;

enum class ResidualKind : uint8_t {
  kNone = 0,
  kDense = 1,   // residual, a matrix of M rows and N columns
  kSource = 2,  // A before the norm; N == K
};

// Y overlaps no input, except that it may be the same rows as the dense
// residual. packed and the scratch memory begin on 64-byte boundaries.
struct LinearArgs {
  RowSource a;
  RowNorm norm;
  Operands operands = Operands::kFloat32;
  LinearTile tile;
  const float* packed = nullptr;
  int64_t n = 0;
  Activation act = Activation::kNone;
  ResidualKind residual_kind = ResidualKind::kNone;
  ConstRows residual;
  MutableRows y;
};

int64_t LinearTasks(const LinearArgs& args) noexcept;
size_t LinearScratchBytes(const LinearArgs& args) noexcept;  // of each thread
using LinearFn = void (*)(const LinearArgs& args, int64_t task,
                          void* scratch) noexcept;

// Plain loops with sums in double; `isa` as the weights were packed for.
void LinearReference(Isa isa, const LinearArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_LINEAR_LINEAR_H_
