// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// By which source nodes a list can name one step of a plan.

#ifndef BURIN_COMPILER_STEP_NAMES_H_
#define BURIN_COMPILER_STEP_NAMES_H_

#include <map>
#include <string>
#include <vector>

#include "plate/plan.h"

namespace burin {

// How many steps each source node is a part of.
using StepsOfNodes = std::map<std::string, size_t>;
StepsOfNodes CountStepsOfNodes(const Plan& plan);

// The nodes of the step of that name that no other step has; all of its nodes
// when there are none such, which then name other steps, too.
std::vector<std::string> NodesNaming(const std::string& step_name,
                                     const StepsOfNodes& steps);

}  // namespace burin

#endif  // BURIN_COMPILER_STEP_NAMES_H_
