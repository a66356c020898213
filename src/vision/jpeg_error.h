// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// libjpeg reports an error by a call that must not return. JpegTrap turns that
// into a jump back to the one setjmp of the calling function; its text and code
// then say what happened. Nothing that has a destructor may live between the
// setjmp and the libjpeg calls after it.

#ifndef BURIN_VISION_JPEG_ERROR_H_
#define BURIN_VISION_JPEG_ERROR_H_

#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs FILE

#include <jpeglib.h>

#include "base/result.h"

namespace burin {

struct JpegTrap {
  jpeg_error_mgr manager;  // first, because libjpeg hands back its address
  std::jmp_buf jump;
  ErrorCode code;
  char text[JMSG_LENGTH_MAX];

  // The manager for cinfo.err. Warnings are counted and not printed.
  jpeg_error_mgr* Arm();
  // Records the error and jumps, as libjpeg's own errors do.
  [[noreturn]] void Fail(ErrorCode code, const char* text);
  // "jpeg: TEXT" with the code; valid after a jump.
  Error Caught() const;
};

// The trap of a decompressor or compressor that uses JpegTrap::Arm.
JpegTrap& TrapOf(j_common_ptr cinfo);

}  // namespace burin

#endif  // BURIN_VISION_JPEG_ERROR_H_
