// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Image files of any name: the content says what they are. JPEG and PNG are
// read; other formats are refused by their name.

#ifndef BURIN_VISION_DECODE_H_
#define BURIN_VISION_DECODE_H_

#include <string_view>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "vision/image.h"

namespace burin {

enum class ImageFormat {
  kUnknown,
  kJpeg,
  kPng,
  kBmp,
  kGif,
  kTiff,
  kWebp,
  kNetpbm,
  kJpeg2000,
  kAvif,
  kIcon,
  kPhotoshop,
};

// No format needs more of the file to be recognised.
inline constexpr size_t kSniffBytes = 16;

ImageFormat SniffImageFormat(ByteSpan start);
std::string_view ImageFormatName(ImageFormat format);  // "JPEG", "WebP", ...

// An error unless `start`, the first kSniffBytes of a file or all of it,
// begins a JPEG or PNG: kUnsupportedFormat for another format, kBadImage for
// what is no image.
Result<void> CheckImageFormat(ByteSpan start);

// The functions below take a whole file; errors do not name it.
Result<ImageSize> ReadImageSize(ByteSpan file);

// Decodes at least the pixels of `window`, which must lie within the picture;
// `image` says which ones it holds.
Result<void> DecodeImage(ByteSpan file, const Window& window, Image& image);

// The whole picture.
Result<Image> DecodeImage(ByteSpan file);

}  // namespace burin

#endif  // BURIN_VISION_DECODE_H_
