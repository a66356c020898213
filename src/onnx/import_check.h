// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What can be said of a model before its nodes are visited, and the error that
// people meet most: a batch that the exporter wrote into the model. Part of
// the importer.

#ifndef BURIN_ONNX_IMPORT_CHECK_H_
#define BURIN_ONNX_IMPORT_CHECK_H_

#include <span>
#include <string>

#include "base/result.h"
#include "formats/onnx_proto.h"
#include "ir/graph.h"

namespace burin {

// The node's name, or its first output's if it has none.
std::string NodeName(const onnx::NodeProto& node);

// The default opset, once it is in range, no feature is asked for that is not
// read, and every operator is known; else one error for all unknown operators.
Result<int64_t> CheckModel(const onnx::ModelProto& model);

// `error` of the op, or a clearer one if the op is a Reshape to a constant
// shape that would fit a smaller batch than the graph's inputs have.
Error ExplainBakedBatch(const Graph& graph, const Op& op,
                        std::span<const ValueId> inputs, Error error);

}  // namespace burin

#endif  // BURIN_ONNX_IMPORT_CHECK_H_
