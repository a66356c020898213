// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A profile as text.

#ifndef BURIN_CLI_PROFILE_TABLE_H_
#define BURIN_CLI_PROFILE_TABLE_H_

#include <string>

#include "infer/profile.h"

namespace burin::cli {

// A line for each step, slowest first, with its share of its precision's peak;
// the sums by op, kernel and precision; the total against the peaks; how busy
// the threads were. With final newlines.
std::string ProfileTable(const MeasuredProfile& profile);

}  // namespace burin::cli

#endif  // BURIN_CLI_PROFILE_TABLE_H_
