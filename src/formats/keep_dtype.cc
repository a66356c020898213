// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See keep_dtype.h.

#include "formats/keep_dtype.h"

#include <algorithm>

#include "formats/config_lines.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr std::string_view kOpTypePrefix = "OpType::";

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsAlphanumeric(char c) {
  return IsUpper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool IsPascalCase(std::string_view name) {
  return !name.empty() && IsUpper(name.front()) &&
         std::all_of(name.begin(), name.end(), IsAlphanumeric);
}

}  // namespace

Result<std::vector<KeepDtypeEntry>> ParseKeepDtype(std::string_view text) {
  BURIN_ASSIGN(const std::vector<ConfigLine> lines, ConfigLines(text));
  std::vector<KeepDtypeEntry> out;
  for (const ConfigLine& line : lines) {
    KeepDtypeEntry entry;
    entry.line = line.number;
    entry.name = line.text;
    if (line.text.starts_with(kOpTypePrefix)) {
      entry.kind = KeepDtypeEntry::Kind::kOpType;
      entry.name = Trimmed(line.text.substr(kOpTypePrefix.size()));
      if (!IsPascalCase(entry.name)) {
        return MakeError(ErrorCode::kBadConfig, "line ", line.number,
                         ": op type ", Quoted(entry.name),
                         " is not in PascalCase");
      }
    }
    out.push_back(std::move(entry));
  }
  return out;
}

Result<std::vector<KeepDtypeEntry>> ReadKeepDtype(const std::string& path) {
  BURIN_ASSIGN(const std::string text, ReadConfigText(path));
  return ParseKeepDtype(text).Context(path);
}

std::string PrintKeepDtype(const std::vector<KeepDtypeEntry>& entries) {
  std::string out;
  for (const KeepDtypeEntry& entry : entries) {
    if (entry.kind == KeepDtypeEntry::Kind::kOpType) out += kOpTypePrefix;
    out += entry.name;
    out += '\n';
  }
  return out;
}

}  // namespace burin
