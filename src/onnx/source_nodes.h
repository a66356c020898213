// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The nodes of an ONNX file by name and operator type: what the names in users'
// precision files refer to, also those that importing folds away.

#ifndef BURIN_ONNX_SOURCE_NODES_H_
#define BURIN_ONNX_SOURCE_NODES_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

struct SourceNode {
  std::string name;  // its first output's if it has none, as in node origins
  std::string type;  // "Conv"
  std::vector<std::string> outputs;
};

// In file order.
std::vector<SourceNode> SourceNodesOf(const onnx::ModelProto& model);

// Errors start with the path.
Result<std::vector<SourceNode>> ReadSourceNodes(const std::string& onnx_path);

}  // namespace burin

#endif  // BURIN_ONNX_SOURCE_NODES_H_
