// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// PNG to RGB, byte for byte what Pillow's Image.open(f).convert('RGB') gives:
// transparency is dropped, 16-bit samples keep their high byte, except that
// 16-bit gray is cut off at 255. Gamma and colour profiles are ignored.
//
// Refused although Pillow reads it: pixel data with a wrong checksum, pixel
// data that end early at a row's end or whose last chunk is cut off after the
// last pixel, an unknown critical chunk, and a picture wider or higher than
// 1,000,000 pixels.

#ifndef BURIN_VISION_DECODE_PNG_H_
#define BURIN_VISION_DECODE_PNG_H_

#include "base/byte_cursor.h"
#include "base/result.h"
#include "vision/image.h"

namespace burin {

Result<ImageSize> ReadPngSize(ByteSpan file);

// The whole picture.
Result<void> DecodePng(ByteSpan file, Image& image);

}  // namespace burin

#endif  // BURIN_VISION_DECODE_PNG_H_
