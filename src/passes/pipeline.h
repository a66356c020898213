// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of contents of the compiler: every pass in order, with the reason
// for its place.

#ifndef BURIN_PASSES_PIPELINE_H_
#define BURIN_PASSES_PIPELINE_H_

#include <vector>

#include "passes/pass.h"

namespace burin {

// From an imported graph to one whose nodes are the steps of a plan.
std::vector<Pass> CompilePipeline();

}  // namespace burin

#endif  // BURIN_PASSES_PIPELINE_H_
