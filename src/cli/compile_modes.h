// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What `compile` does with a model or a plate besides compiling.

#ifndef BURIN_CLI_COMPILE_MODES_H_
#define BURIN_CLI_COMPILE_MODES_H_

#include <string>

#include "base/result.h"
#include "burin/compile.h"
#include "cli/options.h"

namespace burin::cli {

// Mode 1: the ONNX file or plate of --om as JSON into --json.
Result<void> WriteModelJson(const Arguments& args);

// Mode 3: everything of compiling but the plate. The report, JSON, says success
// or what is wrong, which is also the error.
Result<void> CheckModel(const Arguments& args, const CompileOptions& options);

// Mode 6: what a plate is, needs and was made from, or what an ONNX file holds;
// unless `json` is empty, into it as well, with a plate's steps.
Result<void> ShowModelInfo(const std::string& path, const std::string& json);

// The file that modes 1 and 6 read: --om, or else --model; X.plate for X.om.
std::string ShownFile(const Arguments& args);

}  // namespace burin::cli

#endif  // BURIN_CLI_COMPILE_MODES_H_
