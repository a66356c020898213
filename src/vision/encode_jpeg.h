// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// RGB to JPEG: baseline, accurate integer DCT, standard Huffman tables. Equal
// pixels and options give equal bytes for one release of libjpeg.

#ifndef BURIN_VISION_ENCODE_JPEG_H_
#define BURIN_VISION_ENCODE_JPEG_H_

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "vision/image.h"

namespace burin {

struct JpegOptions {
  int quality = 90;          // 1 to 100, libjpeg's scale
  bool halve_chroma = true;  // 4:2:0, else 4:4:4
};

Result<std::vector<std::byte>> EncodeJpeg(const Image& image,
                                          const JpegOptions& options);

}  // namespace burin

#endif  // BURIN_VISION_ENCODE_JPEG_H_
