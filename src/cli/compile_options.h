// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// All options of `burin compile`: its own, and those of atc, of which each one
// works, is accepted with a note, or is refused with the reason. The table is
// also the documentation of which is which.

#ifndef BURIN_CLI_COMPILE_OPTIONS_H_
#define BURIN_CLI_COMPILE_OPTIONS_H_

#include <span>

#include "cli/options.h"

namespace burin::cli {

std::span<const Option> CompileOptionTable();

}  // namespace burin::cli

#endif  // BURIN_CLI_COMPILE_OPTIONS_H_
