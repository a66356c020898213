// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Batched product of two runtime operands:
//   Y[b, m, n] = scale * sum_k A[b, m, k] * B[b, k, n]
// Sums are chains as in linear.h, beginning with 0. B is packed by each task.

#ifndef BURIN_KERNELS_MATMUL_MATMUL_H_
#define BURIN_KERNELS_MATMUL_MATMUL_H_

#include <cstddef>
#include <cstdint>

namespace burin {

// Strides in floats. Element (k, n) of B is b[k * b_row_stride +
// n * b_column_stride], so that a transposed B needs no copy; rows of A and Y
// are dense. A batch stride of 0 repeats an operand. Y overlaps no input.
struct MatmulArgs {
  int64_t batch = 0, m = 0, n = 0, k = 0;
  const float* a = nullptr;
  int64_t a_batch_stride = 0, a_row_stride = 0;
  const float* b = nullptr;
  int64_t b_batch_stride = 0, b_row_stride = 0, b_column_stride = 1;
  float scale = 1;
  float* y = nullptr;
  int64_t y_batch_stride = 0, y_row_stride = 0;
};

int64_t MatmulTasks(const MatmulArgs& args) noexcept;
size_t MatmulScratchBytes(const MatmulArgs& args) noexcept;
using MatmulFn = void (*)(const MatmulArgs& args, int64_t task,
                          void* scratch) noexcept;

// Plain loops with sums in double.
void MatmulReference(const MatmulArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_MATMUL_MATMUL_H_
