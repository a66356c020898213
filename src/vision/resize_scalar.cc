// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plain form of resize_kernels.h, which the others must equal.

#include <algorithm>

#include "vision/resize_kernels.h"

namespace burin {
namespace {

uint32_t Coefficient(const ResizeTaps& taps, size_t index) {
  return (static_cast<uint32_t>(taps.high[index]) << kResizeLowBits) +
         static_cast<uint32_t>(taps.low[index]);
}

uint8_t Clip(uint32_t sum) {
  const int32_t value = static_cast<int32_t>(sum) >> kResizePrecisionBits;
  return static_cast<uint8_t>(std::clamp(value, 0, 255));
}

constexpr uint32_t kHalf = uint32_t{1} << (kResizePrecisionBits - 1);

void Horizontal(const ResizeRows& rows, const ResizeTaps& taps) {
  for (int y = 0; y < rows.rows; ++y) {
    const uint8_t* src = rows.src + rows.src_stride * y;
    uint8_t* dst = rows.dst + rows.dst_stride * y;
    for (int x = 0; x < rows.width; ++x) {
      const uint8_t* pixel = src + ptrdiff_t{3} * taps.begin[x];
      uint32_t sum[3] = {kHalf, kHalf, kHalf};
      for (int t = 0; t < taps.used; ++t) {
        const uint32_t k =
            Coefficient(taps, static_cast<size_t>(x) * taps.taps + t);
        for (int c = 0; c < 3; ++c) sum[c] += k * pixel[3 * t + c];
      }
      for (int c = 0; c < 3; ++c) dst[3 * x + c] = Clip(sum[c]);
    }
  }
}

void Vertical(const ResizeRows& rows, const ResizeTaps& taps) {
  for (int y = 0; y < taps.count; ++y) {
    uint8_t* dst = rows.dst + rows.dst_stride * y;
    const int used = std::min(taps.used, rows.rows - taps.begin[y]);
    for (int x = 0; x < 3 * rows.width; ++x) {
      const uint8_t* src = rows.src + rows.src_stride * taps.begin[y] + x;
      uint32_t sum = kHalf;
      for (int t = 0; t < used; ++t, src += rows.src_stride) {
        sum += Coefficient(taps, static_cast<size_t>(y) * taps.taps + t) * *src;
      }
      dst[x] = Clip(sum);
    }
  }
}

}  // namespace

const ResizeKernels kScalarResize = {"scalar", Horizontal, Vertical};

}  // namespace burin
