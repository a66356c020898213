// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Shell patterns in lists of files, for callers whose shell did not expand
// them: quoted ones, and those behind "--input=".

#ifndef BURIN_INFER_FILE_PATTERN_H_
#define BURIN_INFER_FILE_PATTERN_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace burin {

// Whether `path` has one of * ? [ and nothing of exactly that name exists.
bool IsPattern(const std::string& path);

// What matches, in byte order; "*" does not match a leading dot. Without any
// match the list is empty. Errors: kIo for a folder that cannot be read.
Result<std::vector<std::string>> ExpandPattern(const std::string& pattern);

}  // namespace burin

#endif  // BURIN_INFER_FILE_PATTERN_H_
