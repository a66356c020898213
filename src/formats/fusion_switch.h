// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A fusion switch file: which rewrites of the compiler are on. One of two
// forms: lines "NAME:off", or JSON,
//
//   {"Switch": {"GraphFusion": {"NAME": "off", "ALL": "off"}, "UBFusion": {}}}
//
// The name ALL stands for every rewrite that has no entry of its own.

#ifndef BURIN_FORMATS_FUSION_SWITCH_H_
#define BURIN_FORMATS_FUSION_SWITCH_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

struct FusionSwitch {
  std::string group;  // "GraphFusion", "UBFusion"; empty in the form of lines
  std::string name;
  bool on = true;
  bool operator==(const FusionSwitch&) const = default;
};

// In the order of the file. kBadConfig for a value that is neither on nor off
// and for what is of neither form.
Result<std::vector<FusionSwitch>> ParseFusionSwitches(std::string_view text);
// Errors start with the path; a missing file is one.
Result<std::vector<FusionSwitch>> ReadFusionSwitches(const std::string& path);

}  // namespace burin

#endif  // BURIN_FORMATS_FUSION_SWITCH_H_
