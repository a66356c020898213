// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See image.h.

#include "vision/image.h"

#include "base/checked_math.h"

namespace burin {

Result<void> CheckImageSize(int64_t width, int64_t height) {
  if (width <= 0 || height <= 0) {
    return MakeError(ErrorCode::kBadImage, "an empty picture: ", width, "x",
                     height);
  }
  if (width > kMaxImagePixels / height) {
    return MakeError(ErrorCode::kTooLarge, "a picture of ", width, "x", height,
                     ", ", kMaxImagePixels, " pixels at most");
  }
  return {};
}

Result<void> Image::Reset(int new_width, int new_height) {
  BURIN_TRY(CheckImageSize(new_width, new_height));
  const size_t new_stride =
      RoundUp(static_cast<size_t>(new_width) * 3, kAlignment);
  const size_t needed = new_stride * new_height + kRowSlack;
  if (bytes.size() < needed) {
    BURIN_ASSIGN(bytes, AlignedBuffer::Allocate(needed));
  }
  width = new_width;
  height = new_height;
  left = 0;
  top = 0;
  stride = new_stride;
  return {};
}

}  // namespace burin
