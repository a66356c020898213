// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Y[b, c, r] = X[b, r, c]: NCHW to NHWC (rows = channels, columns = pixels) and
// back (rows = pixels, columns = channels).

#ifndef BURIN_KERNELS_TRANSPOSE_TRANSPOSE_H_
#define BURIN_KERNELS_TRANSPOSE_TRANSPOSE_H_

#include <cstddef>
#include <cstdint>

namespace burin {

// Y overlaps no input.
struct TransposeArgs {
  const float* x = nullptr;  // [batch][rows][columns]
  float* y = nullptr;        // [batch][columns][rows]
  int64_t batch = 0, rows = 0, columns = 0;
};

int64_t TransposeTasks(const TransposeArgs& args) noexcept;
using TransposeFn = void (*)(const TransposeArgs& args, int64_t task) noexcept;
void TransposeReference(const TransposeArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_TRANSPOSE_TRANSPOSE_H_
