// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Depthwise convolution of an NHWC image, one filter per channel:
//   Y[b, i, j, c] = act(bias[c] + sum_{p, q} W[p, q, c] *
//                       Z[b, i * stride + p - pad, j * stride + q - pad, c])
//   Z = pre_act(X * pre_scale[c] + pre_shift[c]) inside the image, 0 outside
// in an order that the filter's size and stride decide. Z is computed once per
// pixel of a task, row by row.

#ifndef BURIN_KERNELS_DEPTHWISE_DEPTHWISE_H_
#define BURIN_KERNELS_DEPTHWISE_DEPTHWISE_H_

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"

namespace burin {

// Y overlaps no input.
struct DepthwiseArgs {
  const float* x = nullptr;  // [batch][height][width][channels]
  int64_t batch = 0, height = 0, width = 0, channels = 0;
  int64_t kernel_height = 0, kernel_width = 0;
  int64_t stride = 1;
  int64_t pad_top = 0, pad_left = 0;
  int64_t out_height = 0, out_width = 0;
  const float* pre_scale = nullptr;  // [channels]; null: no affine map
  const float* pre_shift = nullptr;
  Activation pre_act = Activation::kNone;
  const float* weights = nullptr;  // [kernel_height][kernel_width][channels]
  const float* bias = nullptr;     // [channels]; may be null
  Activation act = Activation::kNone;
  float* y = nullptr;  // [batch][out_height][out_width][channels]
};

int64_t DepthwiseTasks(const DepthwiseArgs& args) noexcept;
// SIZE_MAX for windows whose lines no size_t can count.
size_t DepthwiseScratchBytes(const DepthwiseArgs& args) noexcept;
using DepthwiseFn = void (*)(const DepthwiseArgs& args, int64_t task,
                             void* scratch) noexcept;

// Plain loops with sums in double.
void DepthwiseReference(const DepthwiseArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_DEPTHWISE_DEPTHWISE_H_
