// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The two inner loops of the resize, one per axis, for each tier of
// instructions. With p the source bytes and k the coefficients of one output
// position, every tier computes exactly
//
//   out = clip((2^21 + sum over t of p[t] * k[t]) >> 22, 0, 255)
//   k[t] = high[t] * 2^12 + low[t],  0 <= low[t] < 2^12
//
// in 32-bit arithmetic that wraps. The halves fit 16-bit multiply-add
// instructions, and sums that wrap may be added in any order. No function
// allocates; none keeps state.

#ifndef BURIN_VISION_RESIZE_KERNELS_H_
#define BURIN_VISION_RESIZE_KERNELS_H_

#include <cstddef>
#include <cstdint>

namespace burin {

// Fraction bits of a coefficient: 32 less 8 of a byte, less 2 of headroom.
constexpr int kResizePrecisionBits = 32 - 8 - 2;
constexpr int kResizeLowBits = 12;
// Taps of an output position are stored in groups of eight, filled up with
// zeros: the pixels of one 512-bit multiply-add.
constexpr int kResizeTapGroup = 8;

// `count` output positions; position i covers the source positions begin[i],
// begin[i] + 1, ... with the coefficients at [i * taps, (i + 1) * taps).
struct ResizeTaps {
  const int32_t* begin;
  const int16_t* high;
  const int16_t* low;
  int taps;  // a multiple of kResizeTapGroup
  int used;  // the most taps of any position that are not filling, <= taps
  int count;
};

// Rows of RGB pixels. 64 bytes after the last source row can be read. Rows of
// dst have a stride that is a multiple of 64 and may be written up to it;
// `horizontal` needs it to be more than 3 * width.
struct ResizeRows {
  const uint8_t* src;
  size_t src_stride;
  uint8_t* dst;
  size_t dst_stride;
  int rows;   // horizontal: of src and dst; vertical: of src
  int width;  // pixels of a dst row
};

using ResizeFn = void (*)(const ResizeRows& rows, const ResizeTaps& taps);

struct ResizeKernels {
  const char* name;
  ResizeFn horizontal;  // taps.count == rows.width; src and dst differ
  ResizeFn vertical;    // taps.count rows of dst; stride as of src
};

extern const ResizeKernels kScalarResize;
extern const ResizeKernels kAvx2Resize;
extern const ResizeKernels kAvx512Resize;

}  // namespace burin

#endif  // BURIN_VISION_RESIZE_KERNELS_H_
