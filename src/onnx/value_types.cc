// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See value_types.h.

#include "onnx/value_types.h"

#include <string_view>
#include <unordered_set>
#include <utility>

#include "onnx/import.h"

namespace burin {

ValueTypes TypesOf(const onnx::ModelProto& model, int64_t dynamic) {
  std::unordered_set<std::string_view> initialized;
  for (const onnx::TensorProto& tensor : model.graph.initializer) {
    initialized.insert(tensor.name);
  }
  ImportOptions options;
  for (const onnx::ValueInfoProto& input : model.graph.input) {
    if (initialized.contains(input.name) || !input.has_shape) continue;
    Dims dims;
    for (const onnx::DimensionProto& dim : input.shape) {
      dims.push_back(dim.value >= 0 ? dim.value : dynamic);
    }
    options.input_shapes.push_back({input.name, std::move(dims)});
  }
  ValueTypes types;
  const Result<Graph> graph = ImportModel(model, options);
  if (!graph.ok()) return types;
  for (uint32_t v = 0; v < graph->value_count(); ++v) {
    const Value& value = graph->value(ValueId{v});
    types.emplace(value.name, value.type);
  }
  return types;
}

ValueTypes DynamicTypesOf(const onnx::ModelProto& model) {
  ValueTypes types = TypesOf(model, 2);
  const ValueTypes others = TypesOf(model, 3);
  for (auto& [name, type] : types) {
    const auto other = others.find(name);
    if (other == others.end()) continue;
    const Dims& dims = other->second.dims;
    if (dims.size() != type.dims.size()) continue;
    for (size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] != type.dims[i]) type.dims[i] = -1;
    }
  }
  return types;
}

}  // namespace burin
