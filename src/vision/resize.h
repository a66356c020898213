// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Bicubic resize with the exact bytes of Pillow's Image.resize(size, BICUBIC),
// of only the part of the result that a crop keeps.
//
// Along one axis of `in` pixels to `out`, with scale = in / out, output pixel i
// is the mean of the pixels within 2 * max(scale, 1) of its centre
// (i + 0.5) * scale, weighted by Keys' cubic (a = -0.5) of the distance divided
// by max(scale, 1). Weights are computed in double, divided by their sum and
// rounded to 22 fraction bits. One axis is done first and rounded to bytes,
// then the other.

#ifndef BURIN_VISION_RESIZE_H_
#define BURIN_VISION_RESIZE_H_

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "kernels/isa.h"
#include "vision/image.h"
#include "vision/resize_kernels.h"

namespace burin {

// `count` output positions, from `first` on, of an axis resized from `in` to
// `out` pixels.
struct ResizeAxis {
  int64_t in = 0;
  int64_t out = 0;
  int64_t first = 0;
  int count = 0;
};

// The coefficients of one axis; source positions are those of the picture.
struct ResizeWeights {
  std::vector<int32_t> begin;  // first source position of each output position
  std::vector<int16_t> high;   // as in ResizeTaps
  std::vector<int16_t> low;
  int taps = 0;
  int used = 0;
};

// Which axis is done first, which the last bit of some pixels shows. Pillow
// before version 13 always did the rows' length first; since then, the columns'
// where in - out along y is above 0 and above twice in - out along x: for
// photographs made smaller, those more than twice as high as wide.
enum class PillowRelease { kBefore13, kSince13 };

struct ResizePlan {
  ResizeWeights x;
  ResizeWeights y;
  Window source;  // the source pixels that are needed
  bool vertical_first = false;

  ImageSize size() const {  // of the result
    return {static_cast<int>(x.begin.size()), static_cast<int>(y.begin.size())};
  }
};

// The kernels of a tier, which the CPU must have.
const ResizeKernels& ResizeKernelsOf(Isa isa);

// Both axes have positions, and none outside [0, out).
ResizePlan PlanResize(const ResizeAxis& x, const ResizeAxis& y,
                      PillowRelease pillow = PillowRelease::kSince13);

// Memory that calls may share; one thread at a time.
struct ResizeScratch {
  Image half;  // resized along one axis
  std::vector<int32_t> begin_x;
  std::vector<int32_t> begin_y;
};

// The window of the resized picture that `plan` describes. `src` holds at least
// plan.source; its left and top say where it lies. src and dst differ.
Result<void> ResizeImage(const Image& src, const ResizePlan& plan,
                         const ResizeKernels& kernels, ResizeScratch& scratch,
                         Image& dst);

}  // namespace burin

#endif  // BURIN_VISION_RESIZE_H_
