// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax attention, each head alone:
//   S = scale * Q K^T;  P = softmax of S's rows;  out = P V
// The softmax is exact: the maximum of the whole row is subtracted, the sum
// runs over the whole row.
//
// In bf16 the operands of both products are rounded: Q, K, V and, before they
// are divided by their sum, the probabilities. All else is in floats.

#ifndef BURIN_KERNELS_ATTENTION_ATTENTION_H_
#define BURIN_KERNELS_ATTENTION_ATTENTION_H_

#include <cstddef>
#include <cstdint>

#include "kernels/operands.h"

namespace burin {

// Token t of sample b begins at qkv + (b * tokens + t) * row_stride and holds
// q, k and v, each [heads][head_dim]. Output overlaps no input.
struct AttentionArgs {
  const float* qkv = nullptr;
  int64_t batch = 0, tokens = 0, heads = 0, head_dim = 0;
  int64_t row_stride = 0;  // floats; at least 3 * heads * head_dim
  float scale = 1;
  Operands operands = Operands::kFloat32;  // or kBf16
  float* y = nullptr;                      // [batch][tokens][heads * head_dim]
  int64_t y_stride = 0;                    // floats between tokens
};

int64_t AttentionTasks(const AttentionArgs& args) noexcept;
size_t AttentionScratchBytes(const AttentionArgs& args) noexcept;
using AttentionFn = void (*)(const AttentionArgs& args, int64_t task,
                             void* scratch) noexcept;

// Plain loops with sums in double.
void AttentionReference(const AttentionArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_ATTENTION_ATTENTION_H_
