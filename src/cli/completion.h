// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Completion of command lines for three shells, written from the option tables:
// verbs, the options that work, the words of choices, files and folders.

#ifndef BURIN_CLI_COMPLETION_H_
#define BURIN_CLI_COMPLETION_H_

#include <string>

namespace burin::cli {

// Scripts to be sourced, or to lie where the shell looks for them; the same
// program gives the same bytes.
std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace burin::cli

#endif  // BURIN_CLI_COMPLETION_H_
