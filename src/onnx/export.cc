// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The walk over the graph, and the frame of the file.

#include "onnx/export.h"

#include "onnx/export_lower.h"
#include "onnx/export_writer.h"

namespace burin {
namespace {

// The ir_version that came with each opset's release of ONNX.
int64_t IrVersion(int opset) {
  if (opset <= 11) return 6;  // ONNX 1.6
  if (opset <= 14) return 7;  // ONNX 1.7 to 1.9
  return 8;                   // ONNX 1.10 to 1.12
}

}  // namespace

Result<onnx::ModelProto> ExportOnnxModel(const Graph& graph,
                                         const OnnxExportOptions& options) {
  if (options.opset < kMinOnnxOpset || options.opset > kMaxOnnxOpset) {
    return MakeError(ErrorCode::kBadUsage, "opset ", options.opset,
                     " asked for, there are ", kMinOnnxOpset, " to ",
                     kMaxOnnxOpset);
  }
  OnnxWriter writer(graph, options.opset);
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    writer.SetScope(node.name);
    BURIN_ASSIGN(const std::vector<std::string> names,
                 LowerNode({writer, node}));
    BURIN_CHECK(names.size() == node.outputs.size());
    for (size_t i = 0; i < names.size(); ++i) {
      writer.Bind(node.outputs[i], names[i]);
    }
  }
  onnx::ModelProto model;
  model.ir_version = IrVersion(options.opset);
  model.opset_import = {{"", options.opset}};
  model.producer_name = options.producer_name;
  model.producer_version = options.producer_version;
  model.graph = writer.Finish(options.graph_name, options.dynamic_batch);
  return model;
}

Result<std::string> ExportOnnx(const Graph& graph,
                               const OnnxExportOptions& options) {
  BURIN_ASSIGN(const onnx::ModelProto model, ExportOnnxModel(graph, options));
  return onnx::SerializeOnnx(model);
}

}  // namespace burin
