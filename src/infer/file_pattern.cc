// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See file_pattern.h.

#include "infer/file_pattern.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>

namespace burin {

bool IsPattern(const std::string& path) {
  std::error_code error;
  return path.find_first_of("*?[") != std::string::npos &&
         !std::filesystem::exists(path, error);
}

Result<std::vector<std::string>> ExpandPattern(const std::string& pattern) {
  glob_t found{};
  // Sorted below: glob() sorts by the locale.
  const int status =
      glob(pattern.c_str(), GLOB_ERR | GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> out(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (status == GLOB_NOSPACE) {
    return MakeError(ErrorCode::kOutOfMemory, pattern, ": too many matches");
  }
  if (status != 0 && status != GLOB_NOMATCH) {
    return MakeError(ErrorCode::kIo, pattern, ": a folder cannot be read");
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace burin
