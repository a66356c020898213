// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures in memory: 8-bit RGB, three bytes a pixel, rows top to bottom. An
// Image may hold a window of a larger picture; it then knows where the window
// lies.

#ifndef BURIN_VISION_IMAGE_H_
#define BURIN_VISION_IMAGE_H_

#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/result.h"

namespace burin {

// Pillow's limit for decompression bombs: 2 x 89,478,485 pixels.
inline constexpr int64_t kMaxImagePixels = 178'956'970;

struct ImageSize {
  int width = 0;
  int height = 0;
  bool operator==(const ImageSize&) const = default;
};

// kTooLarge beyond kMaxImagePixels, kBadImage for an empty picture.
Result<void> CheckImageSize(int64_t width, int64_t height);

// Pixels [left, left + width) x [top, top + height) of a picture.
struct Window {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  bool operator==(const Window&) const = default;
};

inline Window WholeWindow(const ImageSize& size) {
  return {0, 0, size.width, size.height};
}

// Row y begins at row(y): 64-byte aligned, 3 * width bytes of pixels, then
// bytes of no meaning up to `stride`. kRowSlack bytes after the last row may be
// read, so that vector loads need no tail.
struct Image {
  static constexpr size_t kRowSlack = 64;

  int width = 0;
  int height = 0;
  int left = 0;  // of the first pixel within the picture it was cut from
  int top = 0;
  size_t stride = 0;  // bytes, a multiple of 64
  AlignedBuffer bytes;

  // Makes room for width x height pixels at (0, 0), keeping the memory where
  // it is large enough. The pixels are unspecified.
  Result<void> Reset(int width, int height);

  uint8_t* row(int y) {
    return reinterpret_cast<uint8_t*>(bytes.data()) + stride * y;
  }
  const uint8_t* row(int y) const {
    return reinterpret_cast<const uint8_t*>(bytes.data()) + stride * y;
  }
};

}  // namespace burin

#endif  // BURIN_VISION_IMAGE_H_
