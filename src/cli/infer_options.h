// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of `burin infer`, which are those of three spellings of one older
// tool, and what a command line asks for.

#ifndef BURIN_CLI_INFER_OPTIONS_H_
#define BURIN_CLI_INFER_OPTIONS_H_

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/shard.h"
#include "burin/session.h"
#include "cli/infer_shape.h"
#include "cli/options.h"
#include "infer/run.h"
#include "infer/selection.h"

namespace burin::cli {

extern const std::span<const Option> kInferOptions;

struct InferRequest {
  FileSelection files;
  bool has_files = false;  // else made-up data
  // Several of the older tool's devices: each has its share of the cores and
  // threads, `session.streams` streams, a folder and a summary of its own.
  // Empty for a run without them.
  std::vector<int> devices;
  bool divide_input = false;  // between the devices; else each takes it all
  WantedShape shape;
  SessionOptions session;
  RunOptions run;
  Shard shard;
};

// Prints notes where a value means something else here. Errors: kBadUsage for
// values and combinations that make no sense.
Result<InferRequest> InferRequestOf(const Arguments& args);

// "0,1,2" -> {0, 1, 2}; each from 0 to 255. kBadUsage.
Result<std::vector<int>> ParseDevices(const std::string& text);

// The folder that --resume, or --output and --output_dirname, name; the date
// and time where no name is given, so ask once.
std::string ResultFolder(const Arguments& args);

// OUT/KIND/NAME for results in OUT/NAME: what goes with them and is not to lie
// among them.
std::string SideFolder(const std::string& result_folder, std::string_view kind);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_OPTIONS_H_
