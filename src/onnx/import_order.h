// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The order in which a model's nodes are visited. Part of the importer.

#ifndef BURIN_ONNX_IMPORT_ORDER_H_
#define BURIN_ONNX_IMPORT_ORDER_H_

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

// Indices of all nodes, inputs first and otherwise as in the file. kBadOnnx
// when a node reads a name that nothing defines, when a name is defined twice,
// or when there is a cycle.
Result<std::vector<uint32_t>> NodeOrder(const onnx::GraphProto& graph);

}  // namespace burin

#endif  // BURIN_ONNX_IMPORT_ORDER_H_
