// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From a graph to standard ONNX: every op that is no operator of the opset
// asked for is written as the operators that PyTorch's exporter would use, so
// that any ONNX runtime can run the file and the importer's lifting finds the
// op again.

#ifndef BURIN_ONNX_EXPORT_H_
#define BURIN_ONNX_EXPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"
#include "ir/graph.h"

namespace burin {

inline constexpr int kMinOnnxOpset = 11;
inline constexpr int kMaxOnnxOpset = 17;

struct OnnxExportOptions {
  int opset = 12;  // kMinOnnxOpset to kMaxOnnxOpset
  std::string producer_name = "burin";
  std::string producer_version = "0.1.0";
  std::string graph_name = "main_graph";
  // The name of dimension 0 of every input and output; empty: the dimension
  // keeps its number. The graph must not depend on that number.
  std::string dynamic_batch = "-1";
};

// The model; tensors are views into the graph's constants, so the graph must
// outlive it. The same graph gives the same model. Errors: kBadUsage (opset),
// kUnsupportedOp (an op that the opset cannot express).
Result<onnx::ModelProto> ExportOnnxModel(const Graph& graph,
                                         const OnnxExportOptions& options);

// The bytes of the file. kTooLarge from 2 GiB on.
Result<std::string> ExportOnnx(const Graph& graph,
                               const OnnxExportOptions& options);

}  // namespace burin

#endif  // BURIN_ONNX_EXPORT_H_
