// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See export_writer.h.

#include "onnx/export_writer.h"

#include <algorithm>
#include <utility>

namespace burin {

OnnxWriter::OnnxWriter(const Graph& graph, int opset)
    : graph_(graph), opset_(opset) {
  // The interface's names are given; nothing else may take them.
  for (const ValueId id : graph.inputs()) {
    operands_[id] = graph.value(id).name;
    tensor_names_.insert(graph.value(id).name);
  }
  for (size_t i = 0; i < graph.outputs().size(); ++i) {
    tensor_names_.insert(graph.output_name(i));
  }
}

std::string OnnxWriter::Unique(const std::string& name,
                               std::set<std::string>& taken) {
  std::string candidate = name;
  for (int i = 1; !taken.insert(candidate).second; ++i) {
    candidate = StrCat(name, "_", i);
  }
  return candidate;
}

void OnnxWriter::SetScope(std::string_view node_name) {
  const size_t slash = node_name.rfind('/');
  scope_ = slash == std::string_view::npos ? "" : node_name.substr(0, slash);
}

std::string OnnxWriter::AddInitializer(onnx::TensorProto tensor) {
  tensor.name = Unique(std::move(tensor.name), tensor_names_);
  out_.initializer.push_back(std::move(tensor));
  return out_.initializer.back().name;
}

std::string OnnxWriter::Operand(ValueId id) {
  if (!id.valid()) return "";
  const auto it = operands_.find(id);
  if (it != operands_.end()) return it->second;
  BURIN_CHECK(graph_.IsConstant(id));  // else read before it was made
  return operands_[id] = AddInitializer(onnx::ViewTensor(
             graph_.value(id).name, graph_.constant(id).view()));
}

std::string OnnxWriter::Reshaped(ValueId constant, Dims dims) {
  if (graph_.dims(constant) == dims) return Operand(constant);
  const auto key = std::pair(constant, dims);
  const auto it = reshaped_.find(key);
  if (it != reshaped_.end()) return it->second;
  ConstTensorView view = graph_.constant(constant).view();
  BURIN_CHECK(ElementCount(dims) == view.elements());
  view.dims = dims;
  return reshaped_[key] = AddInitializer(
             onnx::ViewTensor(graph_.value(constant).name, view));
}

std::string OnnxWriter::Shared(const ConstTensorView& tensor) {
  std::string key = StrCat(DTypeName(tensor.dtype), DimsText(tensor.dims), ":");
  key.append(reinterpret_cast<const char*>(tensor.data), tensor.bytes());
  const auto it = shared_.find(key);
  if (it != shared_.end()) return it->second;
  return shared_[key] = AddInitializer(
             onnx::MakeTensor(StrCat("constant_", shared_.size()), tensor));
}

std::string OnnxWriter::Floats(const Dims& dims,
                               const std::vector<float>& values) {
  return Shared({reinterpret_cast<const std::byte*>(values.data()),
                 DType::kFloat32, dims});
}

std::string OnnxWriter::Ints(const Dims& dims,
                             const std::vector<int64_t>& values) {
  return Shared(
      {reinterpret_cast<const std::byte*>(values.data()), DType::kInt64, dims});
}

std::string OnnxWriter::Ints(const std::vector<int64_t>& values) {
  return Ints({static_cast<int64_t>(values.size())}, values);
}

OnnxWriter::Names OnnxWriter::EmitMany(std::string op_type, Names inputs,
                                       size_t outputs, Attributes attributes) {
  // Absent inputs at the end are left out, not named "".
  while (!inputs.empty() && inputs.back().empty()) inputs.pop_back();
  std::string name = Unique(StrCat(scope_, "/", op_type), node_names_);
  Names names;
  for (size_t i = 0; i < outputs; ++i) {
    names.push_back(Unique(StrCat(name, "_output_", i), tensor_names_));
  }
  out_.node.push_back(onnx::MakeNode(std::move(op_type), std::move(name),
                                     std::move(inputs), names,
                                     std::move(attributes)));
  return names;
}

std::string OnnxWriter::Emit(std::string op_type, Names inputs,
                             Attributes attributes) {
  return EmitMany(std::move(op_type), std::move(inputs), 1,
                  std::move(attributes))[0];
}

void OnnxWriter::Bind(ValueId id, std::string name) {
  operands_[id] = std::move(name);
}

void OnnxWriter::NameOutput(const std::string& from, const std::string& to) {
  for (onnx::NodeProto& node : out_.node) {
    std::replace(node.input.begin(), node.input.end(), from, to);
    std::replace(node.output.begin(), node.output.end(), from, to);
  }
}

onnx::GraphProto OnnxWriter::Finish(std::string graph_name,
                                    std::string_view batch) {
  const auto declare = [&](const std::string& name, const TensorType& type) {
    Dims dims = type.dims;
    if (!batch.empty() && !dims.empty()) dims[0] = -1;
    return onnx::MakeValueInfo(name, type.dtype, dims, batch);
  };
  for (const ValueId id : graph_.inputs()) {
    out_.input.push_back(declare(graph_.value(id).name, graph_.type(id)));
  }
  scope_.clear();
  std::set<ValueId> named;
  for (size_t i = 0; i < graph_.outputs().size(); ++i) {
    const ValueId id = graph_.outputs()[i];
    const std::string& name = graph_.output_name(i);
    out_.output.push_back(declare(name, graph_.type(id)));
    const std::string source = Operand(id);
    if (source == name) continue;
    // A node's result takes the output's name; what has a name of its own (an
    // input, a constant, an output named before) is copied.
    if (graph_.value(id).producer.valid() && named.insert(id).second) {
      NameOutput(source, name);
      Bind(id, name);
    } else {
      NameOutput(Emit("Identity", {source}), name);
    }
  }
  out_.name = std::move(graph_name);
  return std::move(out_);
}

}  // namespace burin
