// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From ONNX's operators to the ops that the networks mean. Whatever exporter
// wrote a model, and with whatever patches, the graph that leaves this pipeline
// is the same, so that the compiler's passes have one form of each thing.

#ifndef BURIN_PASSES_LIFT_H_
#define BURIN_PASSES_LIFT_H_

#include <vector>

#include "passes/pass.h"

namespace burin {

// The passes in order. The first input is a graph of onnx/import.h; a graph
// that was lifted before stays as it is.
std::vector<Pass> LiftPipeline();

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_H_
