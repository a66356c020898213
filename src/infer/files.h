// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which files an inference run reads, and in which order.

#ifndef BURIN_INFER_FILES_H_
#define BURIN_INFER_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

// Digit runs compare as numbers, other text with ASCII case folded: "a2" comes
// before "A10". Equal under that rule is not less either way.
bool NaturalLess(std::string_view a, std::string_view b);

// The files of each model input, [input][file], in natural order (equal ones
// in byte order). `spec` is a comma list: either one folder or shell pattern
// for each input, whose entries ending .npy, .NPY, .bin or .BIN count, or
// files and patterns, which ShareFiles() shares.
// Errors: kNotFound, kBadUsage for a list that does not fit the inputs,
// kBadInput for a folder or pattern without such files, or unequal counts.
Result<std::vector<std::vector<std::string>>> ListInputFiles(
    const std::string& spec, size_t inputs);

// The first 1/inputs of `paths` are those of input 0, and so on. Errors name
// every path that is not there or is no data file (kNotFound, kIo, kBadInput);
// kBadUsage when the inputs do not divide the paths.
Result<std::vector<std::vector<std::string>>> ShareFiles(
    const std::vector<std::string>& paths, size_t inputs);

// Whether the name ends .npy or .NPY.
bool IsNpyName(std::string_view name);
// Whether the name ends as those of input files do: .npy, .NPY, .bin or .BIN.
bool IsDataName(std::string_view name);
// The part after the last '/'.
std::string_view BaseName(std::string_view path);

// "a,,b" -> {"a", "b"}
std::vector<std::string> SplitCommas(const std::string& text);

}  // namespace burin

#endif  // BURIN_INFER_FILES_H_
