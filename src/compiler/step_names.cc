// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See step_names.h.

#include "compiler/step_names.h"

#include "compare/step_pairs.h"

namespace burin {

StepsOfNodes CountStepsOfNodes(const Plan& plan) {
  StepsOfNodes out;
  for (const Step& step : plan.steps) {
    for (const std::string& name : SplitNames(step.name)) ++out[name];
  }
  return out;
}

std::vector<std::string> NodesNaming(const std::string& step_name,
                                     const StepsOfNodes& steps) {
  const std::vector<std::string> all = SplitNames(step_name);
  std::vector<std::string> own;
  for (const std::string& name : all) {
    const auto it = steps.find(name);
    if (it != steps.end() && it->second == 1) own.push_back(name);
  }
  return own.empty() ? all : own;
}

}  // namespace burin
