// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See overwrite.h.

#include "cli/overwrite.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/paths.h"
#include "cli/shared.h"
#include "infer/files.h"

namespace burin::cli {
namespace {

// The plate that a name of older tools stands for is read, too.
void AddInput(const std::string& path, std::vector<std::string>& inputs) {
  inputs.push_back(path);
  if (path.ends_with(".om")) inputs.push_back(PlatePath(path));
}

// The path that both have where neither is there yet.
std::filesystem::path PlainPath(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  const auto out = std::filesystem::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal() : out;
}

// Whether `path` is `folder` or is below it.
bool LiesIn(const std::string& path, const std::string& folder) {
  const auto below = PlainPath(path).lexically_relative(PlainPath(folder));
  return !below.empty() && *below.begin() != "..";
}

}  // namespace

Result<void> KeepApart(const Written& output, std::span<const Written> others) {
  // Standard output, where several may go.
  if (output.path == "-") return {};
  for (const Written& other : others) {
    if (other.path == "-") continue;
    const bool same = SameFile(output.path, other.path) ||
                      PlainPath(output.path) == PlainPath(other.path);
    if (!same && !(other.folder && LiesIn(output.path, other.path))) continue;
    return MakeError(ErrorCode::kBadUsage, "option --", output.option, ": ",
                     output.path, same ? " is" : " would lie in",
                     " what option --", other.option, " writes, ", other.path);
  }
  return {};
}

Result<void> KeepInput(std::string_view option, const std::string& output,
                       const std::string& input) {
  if (!SameFile(output, input)) return {};
  return MakeError(ErrorCode::kBadUsage, "option --", option, ": ", output,
                   " is an input of this command, ", input,
                   ", and would be overwritten");
}

Result<void> KeepInputs(std::span<const Option> table, const Arguments& args,
                        std::span<const Written> more) {
  std::vector<std::string> inputs;
  for (const std::string& path : args.positionals()) AddInput(path, inputs);
  std::vector<Written> outputs(more.begin(), more.end());
  for (const Option& option : table) {
    if (option.kind != ValueKind::kText || !args.Has(option.name) ||
        option.standing != Standing::kWorks ||
        std::ranges::find(more, option.name, &Written::option) != more.end()) {
      continue;
    }
    const std::string& value = args.Text(option.name);
    if (option.writes) {
      outputs.push_back({option.name, value});
      continue;
    }
    AddInput(value, inputs);
    for (const std::string& path : SplitCommas(value)) AddInput(path, inputs);
  }
  for (const Written& output : outputs) {
    for (const std::string& input : inputs) {
      BURIN_TRY(KeepInput(output.option, output.path, input));
    }
  }
  // The later of two outputs would take the place of the other.
  for (size_t i = 1; i < outputs.size(); ++i) {
    BURIN_TRY(KeepApart(outputs[i], std::span(outputs).first(i)));
  }
  return {};
}

}  // namespace burin::cli
