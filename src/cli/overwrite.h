// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A file that a command line reads or writes is not written over by the same
// one: a slip ("--trace net.plate") would cost the model.

#ifndef BURIN_CLI_OVERWRITE_H_
#define BURIN_CLI_OVERWRITE_H_

#include <span>
#include <string>

#include "base/result.h"
#include "cli/options.h"

namespace burin::cli {

// A file that an option makes the verb write, or a folder with all that will be
// in it.
struct Written {
  std::string_view option;
  std::string path;
  bool folder = false;
};

// kBadUsage when what an option writes (Option::writes, and `more` for options
// whose value is not the path itself) is one of the files that other options or
// the arguments without an option name, or what another option writes. A value
// is taken as one path and as a list with commas.
Result<void> KeepInputs(std::span<const Option> table, const Arguments& args,
                        std::span<const Written> more = {});

// kBadUsage when `output`, of the option `option`, is the file `input`.
Result<void> KeepInput(std::string_view option, const std::string& output,
                       const std::string& input);

// kBadUsage when the file `output` is one of `others` or lies in one of them,
// whether these are there or not.
Result<void> KeepApart(const Written& output, std::span<const Written> others);

}  // namespace burin::cli

#endif  // BURIN_CLI_OVERWRITE_H_
