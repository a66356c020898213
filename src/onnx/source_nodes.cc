// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See source_nodes.h.

#include "onnx/source_nodes.h"

#include "base/file.h"
#include "onnx/import_check.h"

namespace burin {

std::vector<SourceNode> SourceNodesOf(const onnx::ModelProto& model) {
  std::vector<SourceNode> out;
  out.reserve(model.graph.node.size());
  for (const onnx::NodeProto& node : model.graph.node) {
    out.push_back({NodeName(node),
                   std::string(node.op_type),
                   {node.output.begin(), node.output.end()}});
  }
  return out;
}

Result<std::vector<SourceNode>> ReadSourceNodes(const std::string& onnx_path) {
  constexpr uint64_t kMaxFile = INT32_MAX;  // protobuf's own limit
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(onnx_path, kMaxFile));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(file.span()).Context(onnx_path));
  return SourceNodesOf(model);
}

}  // namespace burin
