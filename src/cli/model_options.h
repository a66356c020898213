// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of `compile` that say what of the model becomes the plate: its
// shapes and gears, its inputs and outputs, and the passes that are left out.

#ifndef BURIN_CLI_MODEL_OPTIONS_H_
#define BURIN_CLI_MODEL_OPTIONS_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "burin/compile.h"
#include "cli/options.h"

namespace burin::cli {

using NamedShapes = std::vector<std::pair<std::string, std::vector<int64_t>>>;

// "input:4,3,224,224;mask:[4,1]" as names and shapes. The name may hold ':'. A
// first size of -1 is the batch of the gears. kBadUsage for what is not of
// that form and for other sizes that are not positive fixed numbers.
Result<NamedShapes> ParseInputShapes(const std::string& text);

// "1,4,8" as batch sizes, ascending. kBadUsage for fewer than two or more than
// kMaxGears different positive numbers.
Result<std::vector<int64_t>> ParseBatches(const std::string& text);

// The same of "1;4;8", or "1,1;4,4" where two inputs have a first size of -1:
// in each gear all of them take one batch. kBadUsage for other sizes, too.
Result<std::vector<int64_t>> ParseDynamicDims(const std::string& text,
                                              size_t inputs);

// "FP16" for all outputs, "node:0:FP16;tensor:FP32" for some.
Result<std::vector<std::pair<std::string, std::string>>> ParseOutputTypes(
    const std::string& text);

// Sets the shapes, batches, out_nodes, output_types, fp16_inputs, pixel_inputs,
// skip_passes and the metadata of the files read. Returns a line for each thing
// that a user should know.
Result<std::vector<std::string>> ReadModelOptions(const Arguments& args,
                                                  CompileOptions& options);

}  // namespace burin::cli

#endif  // BURIN_CLI_MODEL_OPTIONS_H_
