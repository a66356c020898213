// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A part of an ONNX model as a model of its own: what lies between some of its
// tensors, with the weights that it reads.

#ifndef BURIN_ONNX_EXTRACT_H_
#define BURIN_ONNX_EXTRACT_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

struct ExtractOptions {
  // What becomes an input: tensors, or nodes for those of their inputs that
  // depend on the model's. None: the model's own inputs.
  std::vector<std::string> starts;
  // What becomes an output: nodes for all their outputs, tensors, or "node:1"
  // for one. None: the model's own outputs.
  std::vector<std::string> ends;
  // Of inputs of the part, new ones and the model's own, by name; a dimension
  // below 0 is dynamic. Without them types are those of the whole model, as far
  // as they are stated or can be inferred.
  std::vector<std::pair<std::string, std::vector<int64_t>>> input_shapes;
  std::vector<std::pair<std::string, std::string>> input_dtypes;  // "float16"
};

struct ExtractReport {
  size_t nodes_before = 0;
  size_t nodes_after = 0;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  // Inputs of the model that the part reads besides the starts.
  std::vector<std::string> further_inputs;
};

// Errors: kBadUsage for a name that the model lacks, a start that leads to no
// end, a part without nodes, an input whose type is neither known nor given, a
// shape or type given for what is no input of the part.
Result<ExtractReport> ExtractModel(onnx::ModelProto& model,
                                   const ExtractOptions& options);

// The same for files, all or nothing. Tensors that the model keeps in other
// files are written into the one.
Result<ExtractReport> ExtractFile(const std::string& in_path,
                                  const std::string& out_path,
                                  const ExtractOptions& options);

}  // namespace burin

#endif  // BURIN_ONNX_EXTRACT_H_
