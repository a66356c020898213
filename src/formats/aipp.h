// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The AIPP configuration: how an input's photographs become the network's
// numbers. Text of blocks
//
//   aipp_op {
//     aipp_mode: static
//     input_format: RGB888_U8
//     src_image_size_w: 256  src_image_size_h: 256
//     crop: true  load_start_pos_w: 16  crop_size_w: 224  ...
//     min_chn_0: 123.675  var_reci_chn_0: 0.0171247538316637  ...
//   }
//
// with '#' comments. Read are the static mode, RGB888_U8 and YUV400_U8 (grey),
// the crop, the exchange of red and blue, means, minima and factors; what would
// change the picture otherwise (colour conversion, scaling, padding) is refused
// by its name unless it is switched off.

#ifndef BURIN_FORMATS_AIPP_H_
#define BURIN_FORMATS_AIPP_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "burin/compile.h"

namespace burin {

// One entry a block, at most one for each input. kBadConfig for what is
// malformed, kUnsupportedFormat for what is known and not offered.
Result<std::vector<PixelInput>> ParseAipp(std::string_view text);
// Errors start with the path; a missing file is one.
Result<std::vector<PixelInput>> ReadAipp(const std::string& path);

}  // namespace burin

#endif  // BURIN_FORMATS_AIPP_H_
