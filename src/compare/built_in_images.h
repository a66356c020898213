// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures for trying a network when there are none: a gradient under smooth
// noise of three sizes, normalised as ImageNet's photographs are. Made with
// additions and multiplications of floats only: the same bits everywhere.

#ifndef BURIN_COMPARE_BUILT_IN_IMAGES_H_
#define BURIN_COMPARE_BUILT_IN_IMAGES_H_

#include <cstdint>
#include <span>

namespace burin {

// Picture `index` into 3 x height x width floats, channels outermost.
void DrawBuiltInImage(uint32_t index, int64_t height, int64_t width,
                      std::span<float> out);

// The same picture as pixels, height x width x 3 bytes: what normalising turns
// into that picture, rounded and cut off at black and white.
void DrawBuiltInPixels(uint32_t index, int64_t height, int64_t width,
                       std::span<uint8_t> out);

}  // namespace burin

#endif  // BURIN_COMPARE_BUILT_IN_IMAGES_H_
