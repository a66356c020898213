// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See config_lines.h.

#include "formats/config_lines.h"

#include <algorithm>

#include "base/file.h"

namespace burin {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\f\v";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Result<std::vector<ConfigLine>> ConfigLines(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  constexpr size_t kLongestLine = size_t{64} << 10;
  constexpr size_t kMostLines = 100000;
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<ConfigLine> out;
  size_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (number > kMostLines) {
      return MakeError(ErrorCode::kTooLarge, "more than ", kMostLines,
                       " lines");
    }
    if (line.size() > kLongestLine || line.find('\0') != line.npos) {
      return MakeError(ErrorCode::kBadConfig, "line ", number,
                       " is not text: ", line.size(), " bytes");
    }
    const std::string_view trimmed = Trimmed(line);
    if (!trimmed.empty() && trimmed.front() != '#') {
      out.push_back({number, trimmed});
    }
  }
  return out;
}

Result<std::string> ReadConfigText(const std::string& path) {
  constexpr uint64_t kMostBytes = uint64_t{4} << 20;
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMostBytes));
  return std::string(AsText(file.span()));
}

}  // namespace burin
