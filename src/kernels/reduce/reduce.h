// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Reductions with one fixed order of additions.
//   mean:    Y[b, c] = sum_r X[b, r, c] / rows   (global average pool of NHWC)
//   softmax: Y[r, :] = exp(X[r, :] - max X[r, :]) / sum of the same

#ifndef BURIN_KERNELS_REDUCE_REDUCE_H_
#define BURIN_KERNELS_REDUCE_REDUCE_H_

#include <cstddef>
#include <cstdint>

namespace burin {

// Y overlaps no input.
struct MeanArgs {
  const float* x = nullptr;  // [batch][rows][columns], the batch stride given
  int64_t batch = 0, rows = 0, columns = 0;
  int64_t batch_stride = 0;  // floats; rows * columns when dense
  float* y = nullptr;        // [batch][columns]
};
int64_t MeanTasks(const MeanArgs& args) noexcept;
using MeanFn = void (*)(const MeanArgs& args, int64_t task) noexcept;
void MeanReference(const MeanArgs& args);

// Y may be X.
struct SoftmaxArgs {
  const float* x = nullptr;  // [rows][columns]
  float* y = nullptr;
  int64_t rows = 0, columns = 0;
};
int64_t SoftmaxTasks(const SoftmaxArgs& args) noexcept;
using SoftmaxFn = void (*)(const SoftmaxArgs& args, int64_t task) noexcept;
void SoftmaxReference(const SoftmaxArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_REDUCE_REDUCE_H_
