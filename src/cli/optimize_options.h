// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the options of `optimize` hold: lists of "name:value", names of rewrites
// as users of other tools know them, ONNX files in folders.

#ifndef BURIN_CLI_OPTIMIZE_OPTIONS_H_
#define BURIN_CLI_OPTIMIZE_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace burin::cli {

// "a:1,3,8,8;b:-1,4": the last colon of an entry ends its name. Dimensions are
// -1 (dynamic) or 0 and more. Errors name the option; a name that is there
// twice is one.
Result<std::vector<std::pair<std::string, std::vector<int64_t>>>>
ParseNamedShapes(std::string_view option, std::string_view text);

// "a:float16;b:int8", under the same rules.
Result<std::vector<std::pair<std::string, std::string>>> ParseNamedTexts(
    std::string_view option, std::string_view text);

// What the surgeon's users know a rewrite by, if they do.
struct KnownAs {
  std::string_view name;
  size_t number = 0;  // in its list
};
std::optional<KnownAs> KnowledgeOf(std::string_view rewrite);

struct RewriteNames {
  std::vector<std::string> names;  // empty: the default ones
  std::vector<std::string> notes;  // names that mean nothing on a CPU
};
// Ours, and the surgeon's, with or without "Knowledge" before them or by number
// in its list. kBadUsage when names are given and none of them is left, and for
// a number that its list lacks.
Result<RewriteNames> ParseRewriteNames(const std::string& list);

// `path` itself if it is no folder; else the files in it, or anywhere below it,
// that end in .onnx, in the order of their paths. kNotFound for none, and for a
// path that is not there.
Result<std::vector<std::string>> OnnxFilesAt(const std::string& path,
                                             bool recursive);

}  // namespace burin::cli

#endif  // BURIN_CLI_OPTIMIZE_OPTIONS_H_
