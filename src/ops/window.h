// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Sliding windows along one dimension: tap k of window o reads element
// o * stride + k * dilation - begin, and zero where that is outside.

#ifndef BURIN_OPS_WINDOW_H_
#define BURIN_OPS_WINDOW_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

struct WindowAxis {
  int64_t in = 1;
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t begin = 0;  // padding before and after
  int64_t end = 0;
  int64_t out = 1;  // number of windows
};

// Fills `out`. An error unless kernel, stride and dilation are at least 1,
// padding at least 0, all of them at most 2^31, and one window fits.
Result<WindowAxis> CountWindows(WindowAxis axis);

// The windows of a convolution over X and W (1 to 3 spatial dimensions), with
// auto_pad resolved and ONNX's defaults filled in.
Result<std::vector<WindowAxis>> ConvWindows(const Conv& op, const Dims& x,
                                            const Dims& w);

// Windows over an image of `height` x `width`; the lists are (h, w), pads top,
// left, bottom, right.
Result<std::vector<WindowAxis>> ImageWindows(
    int64_t height, int64_t width, std::span<const int64_t> kernel,
    std::span<const int64_t> strides, std::span<const int64_t> pads,
    std::span<const int64_t> dilations);

}  // namespace burin

#endif  // BURIN_OPS_WINDOW_H_
