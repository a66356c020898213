// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See import.h. Nodes are visited once, inputs first. What depends on
// constants and shapes alone is computed on the spot if it is small; large
// constants stay nodes, for the passes to understand or to compute.

#include "onnx/import.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/file.h"
#include "formats/quote.h"
#include "onnx/cut_outputs.h"
#include "onnx/external_data.h"
#include "onnx/import_check.h"
#include "onnx/import_node.h"
#include "onnx/import_ops.h"
#include "onnx/import_order.h"
#include "ops/evaluate.h"
#include "ops/infer.h"
#include "ops/steps.h"

namespace burin {
namespace {

// A computed constant has at most this many elements: enough for every index
// and shape computation, too little for copies of images or weights.
constexpr int64_t kMaxFoldedElements = 16'384;
// All computed constants together, so that a small file cannot ask for much.
constexpr size_t kMaxFoldedBytes = size_t{64} << 20;

// The value of a Shape op over a tensor of `dims`.
Tensor ShapeValue(const Shape& op, const Dims& dims) {
  const auto rank = static_cast<int64_t>(dims.size());
  const auto clamp = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const int64_t start = clamp(op.start);
  const int64_t count = std::max<int64_t>(clamp(op.end) - start, 0);
  return Tensor::Of<int64_t>(
      {count}, std::span(dims).subspan(static_cast<size_t>(start),
                                       static_cast<size_t>(count)));
}

// And the steps to compute them (EvaluationSteps): less than a second.
constexpr double kMaxFoldedSteps = 5e7;

class Importer {
 public:
  Importer(const onnx::ModelProto& model, const ImportOptions& options)
      : proto_(model.graph), options_(options) {}
  Result<Graph> Run(int64_t opset);

 private:
  Result<void> AddInputs();
  Result<void> AddInitializers();
  Result<void> Visit(const onnx::NodeProto& proto, int64_t opset);
  Result<void> Define(const std::string& name, ValueId id);
  // The types that the model states for the node's outputs, if it states all.
  std::optional<std::vector<TensorType>> StatedTypes(
      const onnx::NodeProto& proto, size_t outputs) const;
  // Adds the op, or the constants it makes.
  Result<std::vector<ValueId>> Emit(OpCall call, const onnx::NodeProto& proto,
                                    const std::string& name, size_t outputs);
  Result<std::optional<std::vector<ValueId>>> Fold(const OpCall& call,
                                                   const std::string& name,
                                                   size_t outputs);
  Result<TensorType> InputType(const onnx::ValueInfoProto& input);

  const onnx::GraphProto& proto_;
  const ImportOptions& options_;
  Graph graph_;
  std::unordered_map<std::string_view, ValueId> values_;
  std::unordered_map<std::string_view, int64_t> dim_params_;
  std::unordered_map<std::string_view, const onnx::ValueInfoProto*> stated_;
  size_t folded_bytes_ = 0;
  double folded_steps_ = 0;
};

Result<void> Importer::Define(const std::string& name, ValueId id) {
  if (!values_.emplace(name, id).second) {
    return MakeError(ErrorCode::kBadOnnx, "value ", Quoted(name),
                     " is defined twice");
  }
  return {};
}

Result<TensorType> Importer::InputType(const onnx::ValueInfoProto& input) {
  const std::optional<DType> dtype = DTypeFromNumber(input.elem_type);
  if (!dtype) {
    return MakeError(ErrorCode::kUnsupportedFormat, "element type ",
                     input.elem_type, " is not read");
  }
  TensorType type{*dtype, {}};
  const auto given = std::find_if(
      options_.input_shapes.begin(), options_.input_shapes.end(),
      [&](const auto& shape) { return shape.first == input.name; });
  const bool is_given = given != options_.input_shapes.end();
  if (!input.has_shape && !is_given) {
    return MakeError(ErrorCode::kShapeMismatch,
                     "the model states no shape, so one must be given");
  }
  if (is_given && input.has_shape &&
      given->second.size() != input.shape.size()) {
    return MakeError(ErrorCode::kShapeMismatch, "shape ",
                     DimsText(given->second), " is given, but the model has ",
                     input.shape.size(), " dimensions");
  }
  for (size_t i = 0; i < input.shape.size(); ++i) {
    const onnx::DimensionProto& dim = input.shape[i];
    const int64_t size = is_given         ? given->second[i]
                         : dim.value >= 0 ? dim.value
                                          : 1;
    if (dim.value >= 0 && size != dim.value) {
      return MakeError(ErrorCode::kShapeMismatch, "shape ",
                       DimsText(given->second), " is given, but dimension ", i,
                       " of the model is ", dim.value);
    }
    if (dim.value < 0 && !dim.param.empty()) {
      const int64_t known = dim_params_.emplace(dim.param, size).first->second;
      if (known != size) {
        return MakeError(ErrorCode::kShapeMismatch, "dimension ",
                         Quoted(dim.param), " is ", size, " here and ", known,
                         " before");
      }
    }
    type.dims.push_back(size);
  }
  if (!input.has_shape) type.dims = given->second;
  BURIN_TRY(CheckedElementCount(type.dims));
  // A model may state an empty input (no axes); nobody asks for one.
  if (is_given && std::ranges::find(type.dims, 0) != type.dims.end()) {
    return MakeError(ErrorCode::kShapeMismatch, "shape ", DimsText(type.dims),
                     " has no elements");
  }
  return type;
}

Result<void> Importer::AddInputs() {
  std::string names;
  for (const onnx::ValueInfoProto& input : proto_.input) {
    // Before IR version 4 every initializer was listed as an input too.
    if (values_.contains(input.name)) continue;
    if (names.size() < 200) {
      names += (names.empty() ? "" : ", ") + Quoted(input.name);
    }
    BURIN_ASSIGN(TensorType type, InputType(input).Context(
                                      StrCat("input ", Quoted(input.name))));
    BURIN_TRY(Define(input.name, graph_.AddInput(input.name, std::move(type))));
  }
  for (const auto& [name, dims] : options_.input_shapes) {
    const bool known =
        std::any_of(graph_.inputs().begin(), graph_.inputs().end(),
                    [&, &name = name](ValueId id) {
                      return graph_.value(id).name == name;
                    });
    if (!known) {
      return MakeError(ErrorCode::kBadUsage, "input ", Quoted(name),
                       " is not in the model; its inputs are ",
                       names.empty() ? "none" : names);
    }
  }
  return {};
}

Result<void> Importer::AddInitializers() {
  for (const onnx::TensorProto& tensor : proto_.initializer) {
    if (tensor.name.empty()) {
      return MakeError(ErrorCode::kBadOnnx, "an initializer without a name");
    }
    if (!tensor.external.empty()) {
      return MakeError(ErrorCode::kBadOnnx, "initializer ", Quoted(tensor.name),
                       " is in another file, which was not read");
    }
    BURIN_ASSIGN(Tensor value, ToTensor(tensor).Context(StrCat(
                                   "initializer ", Quoted(tensor.name))));
    BURIN_TRY(
        Define(tensor.name, graph_.AddConstant(tensor.name, std::move(value))));
  }
  return {};
}

std::optional<std::vector<TensorType>> Importer::StatedTypes(
    const onnx::NodeProto& proto, size_t outputs) const {
  std::vector<TensorType> types;
  for (size_t i = 0; i < outputs; ++i) {
    const auto found = stated_.find(proto.output[i]);
    if (found == stated_.end() || !found->second->has_shape) return {};
    const std::optional<DType> dtype =
        DTypeFromNumber(found->second->elem_type);
    if (!dtype) return {};
    TensorType type{*dtype, {}};
    for (const onnx::DimensionProto& dim : found->second->shape) {
      const auto param = dim_params_.find(dim.param);
      if (dim.value >= 0) {
        type.dims.push_back(dim.value);
      } else if (param != dim_params_.end()) {
        type.dims.push_back(param->second);
      } else {
        return {};
      }
    }
    if (!CheckedElementCount(type.dims).ok()) return {};
    types.push_back(std::move(type));
  }
  return types;
}

Result<std::optional<std::vector<ValueId>>> Importer::Fold(
    const OpCall& call, const std::string& name, size_t outputs) {
  const std::optional<std::vector<ValueId>> none;
  std::vector<ConstTensorView> inputs;
  if (const auto* shape = std::get_if<Shape>(&call.op)) {
    if (call.inputs.size() != 1 || !call.inputs[0].valid()) return none;
    return std::optional(std::vector<ValueId>{graph_.AddConstant(
        name, ShapeValue(*shape, graph_.dims(call.inputs[0])))});
  }
  std::vector<OpInput> known;
  for (const ValueId id : call.inputs) {
    if (id.valid() && !graph_.IsConstant(id)) return none;
    OpInput item;
    item.present = id.valid();
    ConstTensorView view;
    view.present = id.valid();
    if (id.valid()) {
      view = graph_.constant(id).view();
      if (view.elements() > kMaxFoldedElements) return none;
      item.type = graph_.type(id);
      item.constant = view;
    }
    known.push_back(std::move(item));
    inputs.push_back(view);
  }
  const auto types = InferTypes(call.op, known, outputs);
  if (!types.ok()) return none;  // AddNode says why
  size_t bytes = 0;
  for (const TensorType& type : *types) {
    if (type.elements() > kMaxFoldedElements) return none;
    bytes += type.bytes();
  }
  if (bytes > kMaxFoldedBytes - folded_bytes_) return none;
  std::vector<TensorType> types_in;
  for (const OpInput& input : known) {
    types_in.push_back(input.present ? input.type
                                     : TensorType{DType::kFloat32, {0}});
  }
  const double steps = EvaluationSteps(call.op, types_in, *types);
  if (folded_steps_ + steps > kMaxFoldedSteps) return none;
  folded_steps_ += steps;
  folded_bytes_ += bytes;
  BURIN_ASSIGN(std::vector<Tensor> results,
               EvaluateToTensors(call.op, inputs, outputs));
  std::vector<ValueId> out;
  for (Tensor& result : results) {
    out.push_back(graph_.AddConstant(name, std::move(result)));
  }
  return std::optional(std::move(out));
}

Result<std::vector<ValueId>> Importer::Emit(OpCall call,
                                            const onnx::NodeProto& proto,
                                            const std::string& name,
                                            size_t outputs) {
  const std::string where =
      StrCat("node ", Quoted(name), " (", proto.op_type, ")");
  if (std::holds_alternative<std::monostate>(call.op)) return call.inputs;
  if (std::holds_alternative<Identity>(call.op) && outputs == 1 &&
      call.inputs.size() == 1 && graph_.IsConstant(call.inputs[0])) {
    return call.inputs;
  }
  BURIN_ASSIGN(auto folded, Fold(call, name, outputs).Context(where));
  if (folded) return std::move(*folded);
  auto added = graph_.AddNode(call.op, call.inputs, name, outputs);
  if (added.ok()) return graph_.node(*added).outputs;
  if (added.error().code == ErrorCode::kUnsupportedOp) {
    if (auto types = StatedTypes(proto, outputs)) {
      const NodeId id = graph_.AddNodeWithTypes(
          std::move(call.op), std::move(call.inputs), name, std::move(*types));
      return graph_.node(id).outputs;
    }
  }
  return ExplainBakedBatch(graph_, call.op, call.inputs,
                           std::move(added).error());
}

Result<void> Importer::Visit(const onnx::NodeProto& proto, int64_t opset) {
  std::string name = NodeName(proto);
  std::vector<ValueId> inputs;
  inputs.reserve(proto.input.size());
  for (const std::string& input : proto.input) {
    inputs.push_back(input.empty() ? ValueId{} : values_.at(input));
  }
  const std::string where =
      StrCat("node ", Quoted(name), " (", proto.op_type, ")");
  ImportNode node(proto, name, opset, std::move(inputs), graph_);
  if (node.outputs() == 0) return {};
  BURIN_ASSIGN(OpCall call, FindTranslator(proto.op_type)(node).Context(where));
  BURIN_TRY(node.CheckAllUsed().Context(where));
  BURIN_ASSIGN(const std::vector<ValueId> outputs,
               Emit(std::move(call), proto, name, node.outputs()));
  if (outputs.size() != node.outputs()) {
    return MakeError(ErrorCode::kBadOnnx, where, ": ", node.outputs(),
                     " outputs, 1 expected");
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (proto.output[i].empty()) continue;
    BURIN_TRY(Define(proto.output[i], outputs[i]).Context(where));
    if (!graph_.IsConstant(outputs[i])) {
      graph_.SetName(outputs[i], proto.output[i]);
    }
  }
  return {};
}

Result<Graph> Importer::Run(int64_t opset) {
  for (const auto* list : {&proto_.value_info, &proto_.output}) {
    for (const onnx::ValueInfoProto& value : *list) {
      stated_.emplace(value.name, &value);
    }
  }
  BURIN_TRY(AddInitializers());
  BURIN_TRY(AddInputs());
  BURIN_ASSIGN(const std::vector<uint32_t> order, NodeOrder(proto_));
  for (const uint32_t index : order) {
    BURIN_TRY(Visit(proto_.node[index], opset));
  }
  if (proto_.output.empty()) {
    return MakeError(ErrorCode::kBadOnnx, "the graph has no outputs");
  }
  for (const onnx::ValueInfoProto& output : proto_.output) {
    const auto found = values_.find(output.name);
    if (found == values_.end()) {
      return MakeError(ErrorCode::kBadOnnx, "output ", Quoted(output.name),
                       " is made by no node");
    }
    graph_.AddOutput(found->second, output.name);
  }
  graph_.Compact();
  return std::move(graph_);
}

}  // namespace

Result<Graph> ImportModel(const onnx::ModelProto& model,
                          const ImportOptions& options) {
  BURIN_ASSIGN(const int64_t opset, CheckModel(model));
  return Importer(model, options).Run(opset);
}

Result<Graph> ImportOnnx(const std::string& path,
                         const ImportOptions& options) {
  constexpr uint64_t kMaxFile = INT32_MAX;  // protobuf's own limit
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMaxFile));
  BURIN_ASSIGN(onnx::ModelProto model,
               onnx::ParseOnnx(file.span()).Context(path));
  BURIN_TRY(LoadExternalData(FolderOfPath(path), model).Context(path));
  if (!options.outputs.empty()) {
    BURIN_TRY(CutOutputs(options.outputs, model).Context(path));
  }
  return ImportModel(model, options).Context(path);
}

}  // namespace burin
