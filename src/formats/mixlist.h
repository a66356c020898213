// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The file of atc's --modify_mixlist: a JSON object of three lists of operator
// types, "black-list" (never reduced), "white-list" (reduced) and "gray-list"
// (as their neighbours), each an object of "to-add" and "to-remove".

#ifndef BURIN_FORMATS_MIXLIST_H_
#define BURIN_FORMATS_MIXLIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

struct MixList {
  std::vector<std::string> black;   // types added to the black list
  std::vector<std::string> others;  // the rest: "white-list to-add MatMul"
};

// Both in file order. kBadConfig for other JSON, or none.
Result<MixList> ParseMixList(std::string_view text);
// Errors start with the path.
Result<MixList> ReadMixList(const std::string& path);

}  // namespace burin

#endif  // BURIN_FORMATS_MIXLIST_H_
