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
// in byte order). `spec` is a comma list: either one folder per input, whose
// entries ending .npy, .NPY, .bin or .BIN count, or files, of which the first
// 1/inputs belong to input 0 and so on.
// Errors: kNotFound, kBadUsage for a list that does not fit the inputs,
// kBadInput for a folder without such files or folders of unequal counts.
Result<std::vector<std::vector<std::string>>> ListInputFiles(
    const std::string& spec, size_t inputs);

// Whether the name ends .npy or .NPY.
bool IsNpyName(std::string_view name);
// The part after the last '/'.
std::string_view BaseName(std::string_view path);

// "a,,b" -> {"a", "b"}
std::vector<std::string> SplitCommas(const std::string& text);

}  // namespace burin

#endif  // BURIN_INFER_FILES_H_
