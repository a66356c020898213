// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See overwrite.h.

#include "cli/overwrite.h"

#include <sys/stat.h>

#include <vector>

#include "infer/files.h"

namespace burin::cli {

bool SameFile(const std::string& a, const std::string& b) {
  struct stat first;
  struct stat second;
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

Result<void> KeepInput(std::string_view option, const std::string& output,
                       const std::string& input) {
  if (!SameFile(output, input)) return {};
  return MakeError(ErrorCode::kBadUsage, "option --", option, ": ", output,
                   " is an input of this command, ", input,
                   ", and would be overwritten");
}

Result<void> KeepInputs(std::span<const Option> table, const Arguments& args) {
  std::vector<std::string> inputs = args.positionals();
  for (const Option& option : table) {
    if (option.kind != ValueKind::kText || option.writes ||
        option.standing != Standing::kWorks || !args.Has(option.name)) {
      continue;
    }
    for (std::string& path : SplitCommas(args.Text(option.name))) {
      inputs.push_back(std::move(path));
    }
  }
  for (const Option& option : table) {
    if (!option.writes || !args.Has(option.name)) continue;
    for (const std::string& input : inputs) {
      BURIN_TRY(KeepInput(option.name, args.Text(option.name), input));
    }
  }
  return {};
}

}  // namespace burin::cli
