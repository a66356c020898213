// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the time of a plate goes, step by step.

#ifndef BURIN_CLI_PROFILE_TABLE_H_
#define BURIN_CLI_PROFILE_TABLE_H_

#include <span>
#include <string>

#include "burin/session.h"

namespace burin::cli {

// A line for each step, slowest first, then the sums by op and kernel.
std::string ProfileTable(std::span<const StepProfile> steps);

// Profiles one execution over made-up data, after one to warm up, and prints
// the table.
Result<void> PrintProfile(Session& session);

}  // namespace burin::cli

#endif  // BURIN_CLI_PROFILE_TABLE_H_
