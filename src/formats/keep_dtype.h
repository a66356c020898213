// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// keep_dtype.cfg: the nodes that keep the original model's precision. One
// entry a line: a node's name, or OpType::Name for every node of a type.
// Whether an entry names anything in a graph is for the caller to find out and
// to say; each entry therefore carries its line.

#ifndef BURIN_FORMATS_KEEP_DTYPE_H_
#define BURIN_FORMATS_KEEP_DTYPE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

struct KeepDtypeEntry {
  enum class Kind { kNode, kOpType };
  Kind kind = Kind::kNode;
  std::string name;  // without "OpType::"
  size_t line = 0;   // from 1
  bool operator==(const KeepDtypeEntry&) const = default;
};

// In file order. Empty lines and lines that begin with '#' are skipped.
// kBadConfig for a type name that is not PascalCase.
Result<std::vector<KeepDtypeEntry>> ParseKeepDtype(std::string_view text);
// Errors start with the path.
Result<std::vector<KeepDtypeEntry>> ReadKeepDtype(const std::string& path);

// The text that ParseKeepDtype reads as `entries`: one line each.
std::string PrintKeepDtype(const std::vector<KeepDtypeEntry>& entries);

}  // namespace burin

#endif  // BURIN_FORMATS_KEEP_DTYPE_H_
