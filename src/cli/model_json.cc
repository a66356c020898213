// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See model_json.h.

#include "cli/model_json.h"

#include <cmath>

namespace burin::cli {
namespace {

Json GraphJson(const onnx::GraphProto& graph);

// JSON has no infinities and no NaN.
Json FloatJson(float value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

Json TensorJson(const onnx::TensorProto& tensor) {
  return {{"name", tensor.name},
          {"dataType", std::string(DTypeName(tensor.dtype))},
          {"dims", tensor.dims},
          {"bytes", tensor.bytes().size()}};
}

Json ValueJson(const onnx::ValueInfoProto& value) {
  Json out = {{"name", value.name}};
  const std::optional<DType> dtype = DTypeFromNumber(value.elem_type);
  if (dtype) out["elemType"] = std::string(DTypeName(*dtype));
  if (!value.has_shape) return out;
  Json shape = Json::array();
  for (const onnx::DimensionProto& dim : value.shape) {
    if (dim.value >= 0) {
      shape.push_back(dim.value);
    } else {
      shape.push_back(dim.param);
    }
  }
  out["shape"] = std::move(shape);
  return out;
}

template <typename Items, typename ToJson>
Json ListJson(const Items& items, ToJson to_json) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

Json AttributeJson(const onnx::AttributeProto& attribute) {
  using Type = onnx::AttributeType;
  Json out = {{"name", attribute.name}};
  switch (attribute.type) {
    case Type::kFloat:
      out["f"] = FloatJson(attribute.f);
      break;
    case Type::kInt:
      out["i"] = attribute.i;
      break;
    case Type::kString:
      out["s"] = attribute.s;
      break;
    case Type::kFloats:
      out["floats"] = ListJson(attribute.floats, FloatJson);
      break;
    case Type::kInts:
      out["ints"] = attribute.ints;
      break;
    case Type::kStrings:
      out["strings"] = attribute.strings;
      break;
    case Type::kTensor:
    case Type::kTensors:
      out["tensors"] = ListJson(attribute.tensors, TensorJson);
      break;
    case Type::kGraph:
    case Type::kGraphs:
      out["graphs"] = ListJson(attribute.graphs, GraphJson);
      break;
    default:
      break;
  }
  return out;
}

Json NodeJson(const onnx::NodeProto& node) {
  Json out = {{"input", node.input},
              {"output", node.output},
              {"name", node.name},
              {"opType", node.op_type}};
  if (!node.domain.empty()) out["domain"] = node.domain;
  if (!node.attribute.empty()) {
    out["attribute"] = ListJson(node.attribute, AttributeJson);
  }
  return out;
}

// The depth is bounded by the parser.
Json GraphJson(const onnx::GraphProto& graph) {
  return {{"node", ListJson(graph.node, NodeJson)},
          {"name", graph.name},
          {"initializer", ListJson(graph.initializer, TensorJson)},
          {"input", ListJson(graph.input, ValueJson)},
          {"output", ListJson(graph.output, ValueJson)},
          {"valueInfo", ListJson(graph.value_info, ValueJson)}};
}

}  // namespace

Json ModelJson(const onnx::ModelProto& model) {
  const auto opset = [](const onnx::OpsetProto& item) {
    return Json{{"domain", item.domain}, {"version", item.version}};
  };
  return {{"irVersion", model.ir_version},
          {"producerName", model.producer_name},
          {"producerVersion", model.producer_version},
          {"graph", GraphJson(model.graph)},
          {"opsetImport", ListJson(model.opset_import, opset)}};
}

}  // namespace burin::cli
