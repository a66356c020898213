// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// JPEG to RGB, byte for byte what Pillow's Image.open(f).convert('RGB') gives:
// the accurate integer DCT, smooth chroma upsampling, gray repeated three
// times, and four-component pictures taken as inverted CMYK whatever their
// markers say. As Pillow does, damage that libjpeg can bridge is accepted and a
// file that ends before its picture is refused. Where a progressive file lacks
// scans, libjpeg smooths the blocks, and its releases differ in how.
//
// Read although Pillow refuses it: arithmetic coding in files above 64 KiB.
// Refused although Pillow reads it: lossless JPEG, and a progressive picture of
// more than kMaxJpegScans scans or kMaxJpegScanPixels pixels times scans (what
// a small hostile file would need hours for).

#ifndef BURIN_VISION_DECODE_JPEG_H_
#define BURIN_VISION_DECODE_JPEG_H_

#include "base/byte_cursor.h"
#include "base/result.h"
#include "vision/image.h"

namespace burin {

inline constexpr int kMaxJpegScans = 500;
inline constexpr int64_t kMaxJpegScanPixels = int64_t{1} << 32;

Result<ImageSize> ReadJpegSize(ByteSpan file);

// Decodes at least the pixels of `window`, which must lie within the picture;
// `image` says which ones it holds. The verdict does not depend on the window:
// the whole file is read.
Result<void> DecodeJpeg(ByteSpan file, const Window& window, Image& image);

}  // namespace burin

#endif  // BURIN_VISION_DECODE_JPEG_H_
