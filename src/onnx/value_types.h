// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The type of every value of an ONNX model, which few files state in full.

#ifndef BURIN_ONNX_VALUE_TYPES_H_
#define BURIN_ONNX_VALUE_TYPES_H_

#include <string>
#include <unordered_map>

#include "formats/onnx_proto.h"
#include "tensor/tensor.h"

namespace burin {

using ValueTypes = std::unordered_map<std::string, TensorType>;

// By name, with every dynamic dimension of the inputs as `dynamic`; none if
// burin cannot import the model.
ValueTypes TypesOf(const onnx::ModelProto& model, int64_t dynamic = 2);

// The same with dimensions that depend on a dynamic one as -1.
ValueTypes DynamicTypesOf(const onnx::ModelProto& model);

}  // namespace burin

#endif  // BURIN_ONNX_VALUE_TYPES_H_
