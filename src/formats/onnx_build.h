// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Short ways to make and to read the structs of onnx_proto.h, for everything
// that writes ONNX: the exporter, the rewrites, the tests.

#ifndef BURIN_FORMATS_ONNX_BUILD_H_
#define BURIN_FORMATS_ONNX_BUILD_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/onnx_proto.h"

namespace burin::onnx {

AttributeProto MakeAttribute(std::string name, int64_t value);
inline AttributeProto MakeAttribute(std::string name, int value) {
  return MakeAttribute(std::move(name), int64_t{value});
}
AttributeProto MakeAttribute(std::string name, float value);
AttributeProto MakeAttribute(std::string name, std::string value);
AttributeProto MakeAttribute(std::string name, std::vector<int64_t> values);
AttributeProto MakeAttribute(std::string name, std::vector<float> values);
AttributeProto MakeAttribute(std::string name, TensorProto value);

NodeProto MakeNode(std::string op_type, std::string name,
                   std::vector<std::string> input,
                   std::vector<std::string> output,
                   std::vector<AttributeProto> attributes = {});

// A copy of the elements.
TensorProto MakeTensor(std::string name, const ConstTensorView& tensor);
// A view of the elements, which must outlive the model.
TensorProto ViewTensor(std::string name, const ConstTensorView& tensor);

// A negative dimension becomes the named one `dynamic` ("batch").
ValueInfoProto MakeValueInfo(std::string name, DType dtype,
                             std::span<const int64_t> dims,
                             std::string_view dynamic = "batch");

// Null when the node has no such attribute.
const AttributeProto* FindAttribute(const NodeProto& node,
                                    std::string_view name);

}  // namespace burin::onnx

#endif  // BURIN_FORMATS_ONNX_BUILD_H_
