// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See jpeg_error.h.

#include "vision/jpeg_error.h"

#include <cctype>
#include <cstring>
#include <string>

#include <jerror.h>

namespace burin {
namespace {

ErrorCode CodeOf(int message) {
  switch (message) {
    case JERR_OUT_OF_MEMORY:
      return ErrorCode::kOutOfMemory;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
      return ErrorCode::kUnsupportedFormat;
    default:
      return ErrorCode::kBadImage;
  }
}

[[noreturn]] void ErrorExit(j_common_ptr cinfo) {
  JpegTrap& trap = TrapOf(cinfo);
  trap.code = CodeOf(cinfo->err->msg_code);
  cinfo->err->format_message(cinfo, trap.text);
  std::longjmp(trap.jump, 1);
}

void CountOnly(j_common_ptr cinfo, int level) {
  if (level < 0) ++cinfo->err->num_warnings;
}

void PrintNothing(j_common_ptr) {}

}  // namespace

jpeg_error_mgr* JpegTrap::Arm() {
  jpeg_std_error(&manager);
  manager.error_exit = ErrorExit;
  manager.emit_message = CountOnly;
  manager.output_message = PrintNothing;
  code = ErrorCode::kBadImage;
  text[0] = '\0';
  return &manager;
}

void JpegTrap::Fail(ErrorCode why, const char* what) {
  code = why;
  std::strncpy(text, what, sizeof(text) - 1);
  text[sizeof(text) - 1] = '\0';
  std::longjmp(jump, 1);
}

Error JpegTrap::Caught() const {
  // libjpeg's texts are sentences; ours are not.
  std::string words(text);
  while (!words.empty() && words.back() == '.') words.pop_back();
  if (words.size() > 1 && std::islower(static_cast<unsigned char>(words[1]))) {
    words[0] =
        static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  }
  return MakeError(code, "jpeg: ", words);
}

JpegTrap& TrapOf(j_common_ptr cinfo) {
  return *reinterpret_cast<JpegTrap*>(cinfo->err);
}

}  // namespace burin
