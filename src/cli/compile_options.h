// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// All options of `burin compile`: its own, and those of atc, of which each one
// works, is accepted with a note, or is refused with the reason. The table is
// also the documentation of which is which.

#ifndef BURIN_CLI_COMPILE_OPTIONS_H_
#define BURIN_CLI_COMPILE_OPTIONS_H_

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace burin::cli {

std::span<const Option> CompileOptionTable();

// "input:4,3,224,224;mask:4,1" as names and shapes. The name may hold ':'.
// kBadUsage for what is not of that form and for sizes that are not positive
// fixed numbers.
Result<std::vector<std::pair<std::string, std::vector<int64_t>>>>
ParseInputShapes(const std::string& text);

}  // namespace burin::cli

#endif  // BURIN_CLI_COMPILE_OPTIONS_H_
