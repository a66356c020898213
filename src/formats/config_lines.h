// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The lines of a small configuration text, as keep_dtype.cfg and
// op_precision.ini share them: trimmed, without empty lines and without lines
// that begin with '#'.

#ifndef BURIN_FORMATS_CONFIG_LINES_H_
#define BURIN_FORMATS_CONFIG_LINES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

struct ConfigLine {
  size_t number = 0;  // from 1
  std::string_view text;
};

// Views into `text`. A UTF-8 byte order mark and carriage returns are
// tolerated. kBadConfig for a text with NUL bytes or a line above 64 KiB,
// which is no such text but some other file; kTooLarge above 100,000 lines.
Result<std::vector<ConfigLine>> ConfigLines(std::string_view text);

// A whole configuration file; kTooLarge above 4 MiB.
Result<std::string> ReadConfigText(const std::string& path);

// `text` without leading and trailing blanks.
std::string_view Trimmed(std::string_view text);

}  // namespace burin

#endif  // BURIN_FORMATS_CONFIG_LINES_H_
