// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which value of the source model each step of a plate computes, by the names
// of the source nodes that the step stands for.

#ifndef BURIN_COMPARE_STEP_PAIRS_H_
#define BURIN_COMPARE_STEP_PAIRS_H_

#include <map>
#include <vector>

#include "base/result.h"
#include "ir/graph.h"
#include "plate/plan.h"

namespace burin {

// By the source's value, the steps whose first output it is: a fused step
// computes what the last of its source nodes makes. Steps are missing that have
// no such float32 value of as many elements, and selections, which the compiler
// may have moved before the steps whose results they select from.
using StepPairs = std::map<uint32_t, std::vector<size_t>>;
StepPairs PairSteps(const Graph& reference, const Plan& plan);

// kBadInput when the inputs
// or outputs differ in name or type: the plate is of another model.
Result<void> CheckSameModel(const Graph& reference, const Plan& plan);

// "a+b" -> {"a", "b"}
std::vector<std::string> SplitNames(const std::string& joined);

}  // namespace burin

#endif  // BURIN_COMPARE_STEP_PAIRS_H_
