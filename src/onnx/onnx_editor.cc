// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See onnx_editor.h.

#include "onnx/onnx_editor.h"

#include <algorithm>
#include <utility>

#include "onnx/import_node.h"

namespace burin {

OnnxEditor::OnnxEditor(onnx::ModelProto& model, int64_t opset,
                       std::unordered_map<std::string, TensorType> types)
    : graph_(model.graph), opset_(opset), types_(std::move(types)) {
  for (const onnx::ValueInfoProto& input : graph_.input) {
    inputs_[input.name] = true;
  }
  for (const onnx::ValueInfoProto& output : graph_.output) {
    outputs_[output.name] = true;
  }
  Index();
}

void OnnxEditor::CountUses(const onnx::GraphProto& graph) {
  for (const onnx::NodeProto& node : graph.node) {
    for (const std::string& input : node.input) ++uses_[input];
    for (const onnx::AttributeProto& attribute : node.attribute) {
      for (const onnx::GraphProto& inner : attribute.graphs) CountUses(inner);
    }
  }
  for (const onnx::ValueInfoProto& output : graph.output) ++uses_[output.name];
}

void OnnxEditor::Index() {
  makers_.clear();
  initializers_.clear();
  uses_.clear();
  for (size_t n = 0; n < graph_.node.size(); ++n) {
    for (const std::string& output : graph_.node[n].output) makers_[output] = n;
  }
  for (size_t t = 0; t < graph_.initializer.size(); ++t) {
    initializers_[graph_.initializer[t].name] = t;
  }
  CountUses(graph_);
}

size_t OnnxEditor::MakerIndex(std::string_view name) const {
  const auto found = makers_.find(std::string(name));
  return found == makers_.end() || name.empty() ? node_count() : found->second;
}

const onnx::NodeProto* OnnxEditor::Maker(std::string_view name,
                                         std::string_view op_type) const {
  const size_t i = MakerIndex(name);
  if (i == node_count() || graph_.node[i].op_type != op_type) return nullptr;
  return &graph_.node[i];
}

int OnnxEditor::Uses(std::string_view name) const {
  const auto found = uses_.find(std::string(name));
  return found == uses_.end() ? 0 : found->second;
}

bool OnnxEditor::IsOutput(std::string_view name) const {
  return outputs_.contains(std::string(name));
}

const TensorType* OnnxEditor::Type(std::string_view name) const {
  const auto found = types_.find(std::string(name));
  return found == types_.end() ? nullptr : &found->second;
}

const onnx::TensorProto* OnnxEditor::Constant(std::string_view name) const {
  if (inputs_.contains(std::string(name))) return nullptr;
  const auto found = initializers_.find(std::string(name));
  if (found != initializers_.end()) return &graph_.initializer[found->second];
  const auto added = added_index_.find(std::string(name));
  if (added != added_index_.end()) return &added_[added->second];
  const onnx::NodeProto* node = Maker(name, "Constant");
  if (node == nullptr) return nullptr;
  const onnx::AttributeProto* value = onnx::FindAttribute(*node, "value");
  if (value == nullptr || value->tensors.size() != 1) return nullptr;
  return value->tensors.data();
}

std::optional<Dims> OnnxEditor::Integers(std::string_view name) const {
  const onnx::TensorProto* tensor = Constant(name);
  if (tensor == nullptr || IsFloat(tensor->dtype)) return std::nullopt;
  const Result<Tensor> value = ToTensor(*tensor);
  if (!value.ok()) return std::nullopt;
  auto items = ToInt64s(value->view());
  if (!items.ok()) return std::nullopt;
  return std::move(items).value();
}

std::optional<Dims> OnnxEditor::Integers(const onnx::NodeProto& node,
                                         std::string_view attribute,
                                         size_t input) const {
  if (const auto* found = onnx::FindAttribute(node, attribute)) {
    return found->ints;
  }
  if (input >= node.input.size() || node.input[input].empty()) {
    return std::nullopt;
  }
  return Integers(node.input[input]);
}

std::optional<double> OnnxEditor::Number(std::string_view name) const {
  const onnx::TensorProto* tensor = Constant(name);
  if (tensor == nullptr || tensor->type().elements() != 1) return std::nullopt;
  const Result<Tensor> value = ToTensor(*tensor);
  if (!value.ok()) return std::nullopt;
  if (tensor->dtype == DType::kFloat32) return value->Span<float>()[0];
  if (tensor->dtype == DType::kFloat64) return value->Span<double>()[0];
  return std::nullopt;
}

void OnnxEditor::Replace(size_t i, std::vector<onnx::NodeProto> nodes) {
  replacements_[i] = std::move(nodes);
}

std::string OnnxEditor::NewName(const std::string& name) {
  std::string out = name;
  for (int n = 1; uses_.contains(out) || makers_.contains(out) ||
                  initializers_.contains(out);
       ++n) {
    out = StrCat(name, "_", n);
  }
  uses_[out] = 0;
  return out;
}

void OnnxEditor::AddInitializer(onnx::TensorProto tensor) {
  added_index_[tensor.name] = added_.size();
  added_.push_back(std::move(tensor));
}

void OnnxEditor::Commit() {
  for (onnx::TensorProto& tensor : added_) {
    graph_.initializer.push_back(std::move(tensor));
  }
  added_.clear();
  added_index_.clear();
  std::vector<onnx::NodeProto> nodes;
  nodes.reserve(graph_.node.size());
  for (size_t i = 0; i < graph_.node.size(); ++i) {
    const auto found = replacements_.find(i);
    if (found == replacements_.end()) {
      nodes.push_back(std::move(graph_.node[i]));
      continue;
    }
    std::move(found->second.begin(), found->second.end(),
              std::back_inserter(nodes));
  }
  graph_.node = std::move(nodes);
  replacements_.clear();
  Index();
}

void OnnxEditor::DropUnused() {
  // Names that are read, from the outputs back; nodes stand in order.
  std::vector<bool> live(graph_.node.size(), false);
  for (size_t i = graph_.node.size(); i-- > 0;) {
    const onnx::NodeProto& node = graph_.node[i];
    live[i] = std::any_of(node.output.begin(), node.output.end(),
                          [&](const std::string& name) {
                            return !name.empty() && Uses(name) > 0;
                          });
    if (live[i]) continue;
    for (const std::string& input : node.input) --uses_[input];
  }
  size_t kept = 0;
  for (size_t i = 0; i < graph_.node.size(); ++i) {
    if (!live[i]) continue;
    if (kept != i) graph_.node[kept] = std::move(graph_.node[i]);
    ++kept;
  }
  graph_.node.resize(kept);
  std::erase_if(graph_.initializer, [&](const onnx::TensorProto& tensor) {
    return Uses(tensor.name) == 0 && !inputs_.contains(tensor.name);
  });
  std::erase_if(graph_.value_info, [&](const onnx::ValueInfoProto& value) {
    return Uses(value.name) == 0;
  });
  Index();
}

}  // namespace burin
