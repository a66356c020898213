// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See onnx_build.h.

#include "formats/onnx_build.h"

#include <utility>

namespace burin::onnx {
namespace {

AttributeProto Named(std::string name, AttributeType type) {
  AttributeProto out;
  out.name = std::move(name);
  out.type = type;
  return out;
}

TensorProto Typed(std::string name, const ConstTensorView& tensor) {
  TensorProto out;
  out.name = std::move(name);
  out.dtype = tensor.dtype;
  out.dims.assign(tensor.dims.begin(), tensor.dims.end());
  return out;
}

}  // namespace

AttributeProto MakeAttribute(std::string name, int64_t value) {
  AttributeProto out = Named(std::move(name), AttributeType::kInt);
  out.i = value;
  return out;
}

AttributeProto MakeAttribute(std::string name, float value) {
  AttributeProto out = Named(std::move(name), AttributeType::kFloat);
  out.f = value;
  return out;
}

AttributeProto MakeAttribute(std::string name, std::string value) {
  AttributeProto out = Named(std::move(name), AttributeType::kString);
  out.s = std::move(value);
  return out;
}

AttributeProto MakeAttribute(std::string name, std::vector<int64_t> values) {
  AttributeProto out = Named(std::move(name), AttributeType::kInts);
  out.ints = std::move(values);
  return out;
}

AttributeProto MakeAttribute(std::string name, std::vector<float> values) {
  AttributeProto out = Named(std::move(name), AttributeType::kFloats);
  out.floats = std::move(values);
  return out;
}

AttributeProto MakeAttribute(std::string name, TensorProto value) {
  AttributeProto out = Named(std::move(name), AttributeType::kTensor);
  out.tensors.push_back(std::move(value));
  return out;
}

NodeProto MakeNode(std::string op_type, std::string name,
                   std::vector<std::string> input,
                   std::vector<std::string> output,
                   std::vector<AttributeProto> attributes) {
  NodeProto out;
  out.op_type = std::move(op_type);
  out.name = std::move(name);
  out.input = std::move(input);
  out.output = std::move(output);
  out.attribute = std::move(attributes);
  return out;
}

TensorProto MakeTensor(std::string name, const ConstTensorView& tensor) {
  TensorProto out = Typed(std::move(name), tensor);
  out.owned.assign(tensor.data, tensor.data + tensor.bytes());
  return out;
}

TensorProto ViewTensor(std::string name, const ConstTensorView& tensor) {
  TensorProto out = Typed(std::move(name), tensor);
  out.view = {tensor.data, tensor.bytes()};
  return out;
}

ValueInfoProto MakeValueInfo(std::string name, DType dtype,
                             std::span<const int64_t> dims,
                             std::string_view dynamic) {
  ValueInfoProto out;
  out.name = std::move(name);
  out.elem_type = static_cast<int64_t>(dtype);
  out.has_shape = true;
  for (const int64_t dim : dims) {
    DimensionProto& item = out.shape.emplace_back();
    if (dim < 0) {
      item.param = dynamic;
    } else {
      item.value = dim;
    }
  }
  return out;
}

const AttributeProto* FindAttribute(const NodeProto& node,
                                    std::string_view name) {
  for (const AttributeProto& attribute : node.attribute) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

}  // namespace burin::onnx
