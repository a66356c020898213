// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Two linear layers with the hidden tensor kept in cache:
//   Y[m, n] = R[m, n] + bias2[n] + sum_h hidden[m, h] * W2[h, n]
//   hidden[m, h] = act(bias1[h] + sum_k norm(A)[m, k] * W1[k, h])
// Both sums are the chains of linear.h: the bits are those of two linear
// kernels in a row, for reduced operands, too.

#ifndef BURIN_KERNELS_MLP_MLP_H_
#define BURIN_KERNELS_MLP_MLP_H_

#include "kernels/linear/linear.h"

namespace burin {

// A task computes mc rows; the hidden columns are done hc (a multiple of nr1)
// at a time. W1 is packed with nr1, W2 with nr2 (PackLinearWeights).
struct MlpTile {
  int32_t mr1 = 0;
  int32_t nr1 = 0;
  int32_t mr2 = 0;
  int32_t nr2 = 0;
  int64_t mc = 0;
  int64_t hc = 0;
};

MlpTile ChooseMlpTile(Isa isa, int64_t m, int64_t k, int64_t hidden, int64_t n,
                      Operands operands = Operands::kFloat32) noexcept;
// The same tile with fewer rows a task, where that keeps `threads` threads
// busier: what they gain must outweigh that each task reads all weights.
MlpTile FitToThreads(MlpTile tile, int64_t m, int threads) noexcept;
bool IsMlpTile(Isa isa, const MlpTile& tile) noexcept;
// Whether the hidden columns in work are those that have one scale (linear.h);
// of a chosen tile they are.
bool SuitsInt8(const MlpTile& tile, int64_t hidden) noexcept;

// False where two linear kernels are faster: few rows under large weights,
// where each thread would stream all weights.
bool PreferFusedMlp(Isa isa, int64_t m, int64_t k, int64_t hidden,
                    Operands operands = Operands::kFloat32) noexcept;

// Residual, aliasing and alignment as in LinearArgs.
struct MlpArgs {
  RowSource a;
  RowNorm norm;
  Operands operands = Operands::kFloat32;  // of both products
  MlpTile tile;
  const float* packed1 = nullptr;  // K x hidden
  const float* packed2 = nullptr;  // hidden x N
  int64_t hidden = 0;
  int64_t n = 0;
  Activation act = Activation::kNone;
  ResidualKind residual_kind = ResidualKind::kNone;
  ConstRows residual;
  MutableRows y;
};

int64_t MlpTasks(const MlpArgs& args) noexcept;
size_t MlpScratchBytes(const MlpArgs& args) noexcept;  // of each thread
using MlpFn = void (*)(const MlpArgs& args, int64_t task,
                       void* scratch) noexcept;

// Plain loops with sums in double; `isa` as the weights were packed for.
void MlpReference(Isa isa, const MlpArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_MLP_MLP_H_
