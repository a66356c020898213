// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See op_precision.h.

#include "formats/op_precision.h"

#include <algorithm>
#include <set>

#include "formats/config_lines.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr std::string_view kModeNames[] = {
    "high_precision",
    "high_performance",
    "super_performance",
    "norm_class",
    "keep_fp16",
    "enable_float_32_execution",
    "enable_hi_float_32_execution",
    "support_out_of_bound_index",
};

const OpModeEntry* FindKey(const std::vector<OpModeEntry>& entries,
                           std::string_view key) {
  const auto at =
      std::find_if(entries.begin(), entries.end(),
                   [key](const OpModeEntry& e) { return e.key == key; });
  return at == entries.end() ? nullptr : &*at;
}

// One section's entries while they are read.
struct Section {
  std::vector<OpModeEntry>* entries;
  std::set<std::string_view> keys;
};

// Returns a warning about the line, or nothing.
std::string ReadEntry(const ConfigLine& line, Section& section) {
  const size_t equals = line.text.find('=');
  if (equals == line.text.npos) {
    return StrCat("line ", line.number, ": no 'key=mode': ", Quoted(line.text));
  }
  const std::string_view key = Trimmed(line.text.substr(0, equals));
  const std::string_view value = Trimmed(line.text.substr(equals + 1));
  const auto mode = OpModeFromName(value);
  if (!mode || key.empty()) {
    return StrCat("line ", line.number, ": unknown mode ", Quoted(value),
                  " for ", Quoted(key));
  }
  if (!section.keys.insert(key).second) {
    return StrCat("line ", line.number, ": ", Quoted(key),
                  " has an earlier line, which counts");
  }
  section.entries->push_back({std::string(key), *mode, line.number});
  return {};
}

}  // namespace

std::string_view OpModeName(OpMode mode) {
  return kModeNames[static_cast<size_t>(mode)];
}

std::optional<OpMode> OpModeFromName(std::string_view name) {
  const auto at = std::find(std::begin(kModeNames), std::end(kModeNames), name);
  if (at == std::end(kModeNames)) return std::nullopt;
  return static_cast<OpMode>(at - std::begin(kModeNames));
}

const OpModeEntry* OpPrecision::Find(std::string_view node,
                                     std::string_view type) const {
  const OpModeEntry* own = FindKey(by_node, node);
  return own != nullptr ? own : FindKey(by_type, type);
}

Result<OpPrecision> ParseOpPrecision(std::string_view text) {
  BURIN_ASSIGN(const std::vector<ConfigLine> lines, ConfigLines(text));
  OpPrecision out;
  Section by_type{&out.by_type, {}}, by_node{&out.by_node, {}};
  Section* section = &by_type;
  for (const ConfigLine& line : lines) {
    if (line.text == "[ByOpType]") {
      section = &by_type;
    } else if (line.text == "[ByNodeName]") {
      section = &by_node;
    } else {
      std::string warning = ReadEntry(line, *section);
      if (!warning.empty()) out.warnings.push_back(std::move(warning));
    }
  }
  return out;
}

Result<OpPrecision> ReadOpPrecision(const std::string& path) {
  BURIN_ASSIGN(const std::string text, ReadConfigText(path));
  return ParseOpPrecision(text).Context(path);
}

}  // namespace burin
