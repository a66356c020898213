// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether bytes that should be pixels are float32 after all. A plate that takes
// uint8 (AIPP) cannot tell by the size: the float32 file of one image is as
// long as four images of bytes, which may lie in one file.

#ifndef BURIN_INFER_FLOAT_CONTENT_H_
#define BURIN_INFER_FLOAT_CONTENT_H_

#include <string>

#include "base/byte_cursor.h"

namespace burin {

// Whether all whole float32 in `bytes` (at least 64) are 0 or of a magnitude of
// 1e-6 to 1024, as those of images are, and the bytes of their fractions take
// at least four times as many values as those of their signs and exponents, or
// end in zeros, as those of whole numbers do. Every fourth byte of pixels may
// be one of the thirty or so that such floats have there, as those of a grey
// sky are; but the bytes between are then of the same few values.
bool LooksLikeFloats(ByteSpan bytes);

// The same for 64 KiB of a file, in 16 blocks all over it, or the whole of a
// smaller one; false when it cannot be read.
bool HoldsFloats(const std::string& path);

}  // namespace burin

#endif  // BURIN_INFER_FLOAT_CONTENT_H_
