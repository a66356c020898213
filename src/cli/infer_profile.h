// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// infer --profile and --trace: executions of their own before the timed run,
// which stays undisturbed.

#ifndef BURIN_CLI_INFER_PROFILE_H_
#define BURIN_CLI_INFER_PROFILE_H_

#include <optional>
#include <string>

#include "base/result.h"
#include "burin/session.h"
#include "cli/options.h"
#include "infer/profile.h"

namespace burin::cli {

// Prints the table and writes the trace that are asked for; empty, and no time
// spent, when neither is. With a result folder OUT/NAME the table is in
// OUT/profiler/NAME/op_summary.csv too; "" stands for none. A trace named "-"
// goes to standard output. Errors: before anything is executed, those of
// CheckWritable for a file that cannot be written; those of MeasureProfile.
Result<std::optional<MeasuredProfile>> ProfileFor(
    Session& session, const std::string& plate, const Arguments& args,
    const std::string& result_folder);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_PROFILE_H_
