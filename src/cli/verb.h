// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A verb of the program: its table of options and what it does. The list of
// all of them is verbs.cc.

#ifndef BURIN_CLI_VERB_H_
#define BURIN_CLI_VERB_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace burin::cli {

struct Verb {
  std::string_view name;
  std::string_view positionals;  // "IN.onnx OUT.cfg"; for help only
  size_t max_positionals = 0;
  std::string_view summary;  // one line
  std::string_view example;  // one command line
  std::span<const Option> options;
  Result<void> (*run)(const Arguments& args) = nullptr;
  // A line on standard output before the error line; for people's scripts.
  std::string_view failure_line;
};

// In the order of the work; the same as in the program's help.
std::span<const Verb* const> AllVerbs();
// Null when there is none of that name.
const Verb* FindVerb(std::string_view name);

// What `burin`, `burin VERB --help` and docs/cli.md show.
std::string ProgramHelp();
std::string VerbHelp(const Verb& verb);
std::string Reference();  // Markdown, all verbs and all options

// Runs one command line (without the program's name) and returns the exit
// status. Everything that a library throws ends here as one error line.
int RunProgram(const std::vector<std::string>& args);

}  // namespace burin::cli

#endif  // BURIN_CLI_VERB_H_
