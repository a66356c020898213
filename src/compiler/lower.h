// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From an ONNX file to the graph of a plate's steps: import, what the options
// say about precision, passes. burin::Compile emits that graph; others compare
// it with the model.

#ifndef BURIN_COMPILER_LOWER_H_
#define BURIN_COMPILER_LOWER_H_

#include <string>
#include <vector>

#include "burin/compile.h"
#include "ir/graph.h"
#include "kernels/isa.h"
#include "passes/runner.h"

namespace burin {

struct LoweredModel {
  Graph graph;  // its nodes are steps, weights packed
  Isa isa = Isa::kScalar;
  std::vector<PassRecord> passes;
  std::vector<std::string> notes;  // as in CompileReport
};

// Errors: those of Compile that concern the model and the options.
Result<LoweredModel> LowerModel(const std::string& onnx_path,
                                const CompileOptions& options);

// "fp32", "bf16", "int8"; kBadUsage for other texts.
Result<Precision> ParsePrecision(const std::string& text);

// How many products multiply in each precision; see CompileReport.
std::vector<std::pair<std::string, size_t>> CountProducts(const Graph& graph);

}  // namespace burin

#endif  // BURIN_COMPILER_LOWER_H_
