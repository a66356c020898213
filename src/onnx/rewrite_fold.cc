// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rewrites that compute new constants.

#include <cmath>

#include "onnx/import_node.h"
#include "onnx/import_ops.h"
#include "onnx/rewrites.h"
#include "ops/evaluate.h"

namespace burin {
namespace {

// The results of a node that reads only constants; empty when burin does not
// know how, or when it is not worth its size.
std::optional<std::vector<Tensor>> Evaluated(const OnnxEditor& editor,
                                             const onnx::NodeProto& node) {
  // Enough for shapes and indices; weights may be as large as they were.
  constexpr size_t kSmall = 4096;
  const Translate translate = FindTranslator(node.op_type);
  if (translate == nullptr || !node.domain.empty()) return std::nullopt;
  Graph scratch;
  std::vector<ValueId> inputs;
  size_t bytes_in = 0;
  for (const std::string& name : node.input) {
    if (name.empty()) {
      inputs.push_back({});
      continue;
    }
    const onnx::TensorProto* constant = editor.Constant(name);
    if (constant == nullptr) return std::nullopt;
    Result<Tensor> value = ToTensor(*constant);
    if (!value.ok()) return std::nullopt;
    bytes_in += value->bytes();
    inputs.push_back(scratch.AddConstant(name, std::move(*value)));
  }
  ImportNode view(node, node.name, editor.opset(), inputs, scratch);
  const Result<OpCall> call = translate(view);
  if (!call.ok() || !view.CheckAllUsed().ok() ||
      std::holds_alternative<std::monostate>(call->op)) {
    return std::nullopt;
  }
  const Result<NodeId> typed =
      scratch.AddNode(call->op, call->inputs, node.name, view.outputs());
  if (!typed.ok()) return std::nullopt;
  size_t bytes_out = 0;
  for (const ValueId id : scratch.node(*typed).outputs) {
    bytes_out += scratch.type(id).bytes();
  }
  if (bytes_out > bytes_in + kSmall) return std::nullopt;
  std::vector<ConstTensorView> views;
  for (const ValueId id : call->inputs) {
    ConstTensorView operand;
    operand.present = id.valid();
    if (id.valid()) operand = scratch.constant(id).view();
    views.push_back(operand);
  }
  auto results = EvaluateToTensors(call->op, views, view.outputs());
  if (!results.ok()) return std::nullopt;
  return std::move(results).value();
}

// Products take time beyond the size of their result, so they are left.
bool IsCheap(const onnx::NodeProto& node) {
  for (const char* slow : {"Conv", "MatMul", "Gemm", "Einsum", "Constant"}) {
    if (node.op_type == slow) return false;
  }
  return true;
}

std::optional<Tensor> FloatTensor(const OnnxEditor& editor,
                                  const std::string& name) {
  const onnx::TensorProto* constant = editor.Constant(name);
  if (constant == nullptr || constant->dtype != DType::kFloat32) return {};
  Result<Tensor> value = ToTensor(*constant);
  if (!value.ok()) return {};
  return std::move(value).value();
}

// What a batch norm does to a channel: x * scale + bias.
struct Affine {
  std::vector<double> scale;
  std::vector<double> bias;
};

std::optional<Affine> AffineOf(const OnnxEditor& editor,
                               const onnx::NodeProto& norm) {
  if (norm.input.size() != 5) return std::nullopt;
  std::optional<Tensor> parts[4];
  for (size_t i = 0; i < 4; ++i) {
    parts[i] = FloatTensor(editor, norm.input[i + 1]);
    if (!parts[i] || parts[i]->dims() != parts[0]->dims()) return std::nullopt;
  }
  const auto* epsilon = onnx::FindAttribute(norm, "epsilon");
  const double e = epsilon == nullptr ? 1e-5f : epsilon->f;
  Affine out;
  for (size_t c = 0; c < parts[0]->Span<float>().size(); ++c) {
    const auto at = [&](size_t i) {
      return static_cast<double>(parts[i]->Span<float>()[c]);
    };
    const double scale = at(0) / std::sqrt(at(3) + e);
    out.scale.push_back(scale);
    out.bias.push_back(at(1) - at(2) * scale);
  }
  return out;
}

}  // namespace

Result<size_t> RewriteConstants(OnnxEditor& editor) {
  size_t matches = 0;
  // Constants that were added count at once, and nodes stand in order, so one
  // sweep finds all.
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto& node = editor.node(i);
    if (!IsCheap(node)) continue;
    const auto results = Evaluated(editor, node);
    if (!results) continue;
    for (size_t o = 0; o < results->size(); ++o) {
      if (node.output[o].empty()) continue;
      editor.AddInitializer(
          onnx::MakeTensor(node.output[o], (*results)[o].view()));
    }
    editor.Replace(i, {});
    ++matches;
  }
  return matches;
}

Result<size_t> RewriteBatchNorm(OnnxEditor& editor) {
  size_t matches = 0;
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto& norm = editor.node(i);
    if (norm.op_type != "BatchNormalization" || norm.output.size() != 1) {
      continue;
    }
    const onnx::NodeProto* conv = editor.Maker(norm.input[0], "Conv");
    const auto affine = AffineOf(editor, norm);
    if (conv == nullptr || !affine || editor.Uses(norm.input[0]) != 1) continue;
    auto weights = FloatTensor(editor, conv->input[1]);
    const size_t channels = affine->scale.size();
    if (!weights || weights->dims().empty() ||
        weights->dims()[0] != static_cast<int64_t>(channels)) {
      continue;
    }
    Tensor bias = std::move(Tensor::Allocate(DType::kFloat32,
                                             {static_cast<int64_t>(channels)}))
                      .value();
    if (conv->input.size() > 2 && !conv->input[2].empty()) {
      auto given = FloatTensor(editor, conv->input[2]);
      if (!given || given->dims() != bias.dims()) continue;
      bias = std::move(*given);
    }
    const size_t each = weights->Span<float>().size() / channels;
    for (size_t c = 0; c < channels; ++c) {
      for (float& w : weights->Span<float>().subspan(c * each, each)) {
        w = static_cast<float>(w * affine->scale[c]);
      }
      float& b = bias.Span<float>()[c];
      b = static_cast<float>(b * affine->scale[c] + affine->bias[c]);
    }
    onnx::NodeProto folded = *conv;
    folded.input.resize(3);
    folded.input[1] = editor.NewName(conv->input[1] + "_folded");
    folded.input[2] = editor.NewName(conv->input[1] + "_folded_bias");
    folded.output = norm.output;
    editor.AddInitializer(onnx::MakeTensor(folded.input[1], weights->view()));
    editor.AddInitializer(onnx::MakeTensor(folded.input[2], bias.view()));
    editor.Replace(i, {std::move(folded)});
    ++matches;
  }
  return matches;
}

}  // namespace burin
