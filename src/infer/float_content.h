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

// Whether all whole float32 in `bytes` (at least 16) are 0 or of a magnitude of
// 1e-6 to 1024, as those of images are, and not all the same. Of pixels that
// holds only where every fourth byte is one of some twenty values.
bool LooksLikeFloats(ByteSpan bytes);

// The same for the first 64 KiB of a file; false when it cannot be read.
bool StartsLikeFloats(const std::string& path);

}  // namespace burin

#endif  // BURIN_INFER_FLOAT_CONTENT_H_
