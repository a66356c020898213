// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// op_precision.ini: how exactly an operator is to be computed, by type or by
// node. Lines "key=mode"; the section lines [ByOpType] (in force at the start)
// and [ByNodeName] say what the keys are. The first line for a key counts, and
// a node's own line beats its type's.
//
// As in the tool that defined the format, a line that means nothing is no
// error; it becomes a warning for the caller to show.

#ifndef BURIN_FORMATS_OP_PRECISION_H_
#define BURIN_FORMATS_OP_PRECISION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

enum class OpMode {
  kHighPrecision,
  kHighPerformance,
  kSuperPerformance,
  kNormClass,
  kKeepFp16,
  kEnableFloat32Execution,
  kEnableHiFloat32Execution,
  kSupportOutOfBoundIndex,
};

// "high_precision" and so on: the spelling in the file.
std::string_view OpModeName(OpMode mode);
std::optional<OpMode> OpModeFromName(std::string_view name);

struct OpModeEntry {
  std::string key;
  OpMode mode = OpMode::kHighPrecision;
  size_t line = 0;  // from 1
  bool operator==(const OpModeEntry&) const = default;
};

struct OpPrecision {
  std::vector<OpModeEntry> by_type;  // file order, keys unique
  std::vector<OpModeEntry> by_node;
  std::vector<std::string> warnings;  // "line 3: unknown mode 'fast'"

  // The entry for a node, or else for its type; null when there is neither.
  const OpModeEntry* Find(std::string_view node, std::string_view type) const;
};

// kBadConfig for what is no text.
Result<OpPrecision> ParseOpPrecision(std::string_view text);
// Errors start with the path; a missing file is one.
Result<OpPrecision> ReadOpPrecision(const std::string& path);

}  // namespace burin

#endif  // BURIN_FORMATS_OP_PRECISION_H_
