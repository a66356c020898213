// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of `compile` that say in which precision a plate computes: ours,
// and those that the guides' command lines bring along.

#ifndef BURIN_CLI_PRECISION_OPTIONS_H_
#define BURIN_CLI_PRECISION_OPTIONS_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "burin/compile.h"
#include "cli/options.h"

namespace burin::cli {

// Sets precision, the lists of what is kept, strict, op_modes and the metadata
// of the files read. Returns a line for each option that means something else
// here than where it comes from. Without --precision a plate is fp32, unless a
// mode names bf16. "auto" is left as it is.
Result<std::vector<std::string>> ReadPrecisionOptions(const Arguments& args,
                                                      CompileOptions& options);

// Appends the entries of the keep_dtype file that `option` names, if it is
// given, and remembers the file in the metadata.
Result<void> ReadKeep(const Arguments& args, const std::string& option,
                      std::vector<std::string>& out, CompileOptions& options);

}  // namespace burin::cli

#endif  // BURIN_CLI_PRECISION_OPTIONS_H_
