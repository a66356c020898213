// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Other outputs than the model's own: any tensors of it, and no node that they
// do not need, so that operators behind the cut need not be understood.

#ifndef BURIN_ONNX_CUT_OUTPUTS_H_
#define BURIN_ONNX_CUT_OUTPUTS_H_

#include <span>
#include <string>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

// "node:2" as the name and the output's number; any other text as it is, with
// number 0.
struct NodeOutput {
  std::string_view node;
  size_t output = 0;
};
NodeOutput ParseNodeOutput(std::string_view text);

// Makes `names` the outputs, in that order. A name is a tensor's, or else
// "node:k" for output k of a node, or else a node's for its output 0. kBadUsage
// for a name that is none of these or comes twice.
Result<void> CutOutputs(std::span<const std::string> names,
                        onnx::ModelProto& model);

}  // namespace burin

#endif  // BURIN_ONNX_CUT_OUTPUTS_H_
