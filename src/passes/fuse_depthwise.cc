// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fuse_depthwise.h.

#include "passes/fuse_depthwise.h"

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {
namespace {

std::optional<FusedActivation> ExactActivation(const Op& op) {
  if (std::holds_alternative<Relu>(op)) return FusedActivation::kRelu;
  const auto* gelu = std::get_if<Gelu>(&op);
  if (gelu != nullptr && !gelu->tanh) return FusedActivation::kGelu;
  return std::nullopt;
}

// The producer of `value` when it has no other reader.
std::optional<Node> Sole(const Graph& graph, ValueId value) {
  const Node* node = graph.Producer(value);
  if (node == nullptr || graph.UseCounts()[value.index] != 1) {
    return std::nullopt;
  }
  return *node;
}

Result<bool> FuseBefore(Graph& graph, NodeId id) {
  Node conv = graph.node(id);
  auto op = std::get<DepthwiseConv>(conv.op);
  if (op.pre != FusedActivation::kNone || conv.inputs.size() > 3) return false;
  conv.inputs.resize(3);
  ValueId x = conv.inputs[0];
  const auto activation = Sole(graph, x);
  const auto kind = activation ? ExactActivation(activation->op) : std::nullopt;
  if (kind) {
    op.pre = *kind;
    x = activation->inputs[0];
  }
  const auto norm = Sole(graph, x);
  const auto* batch =
      norm ? std::get_if<BatchNormalization>(&norm->op) : nullptr;
  const auto affine = batch != nullptr && batch->channels_last
                          ? AffineOf(graph, *norm)
                          : std::nullopt;
  if (affine) {
    const Dims dims = {static_cast<int64_t>(affine->scale.size())};
    x = norm->inputs[0];
    conv.inputs.push_back(
        AddFloats(graph, norm->name + ".scale", dims, affine->scale));
    conv.inputs.push_back(
        AddFloats(graph, norm->name + ".bias", dims, affine->bias));
  }
  if (!kind && !affine) return false;
  conv.inputs[0] = x;
  const Node& first = affine ? *norm : *activation;
  const Node& middle = kind ? *activation : first;
  BURIN_TRY(ReplaceWith(graph, conv.outputs[0], {&first, &middle, &conv}, op,
                        conv.inputs));
  return true;
}

Result<bool> FuseAfter(Graph& graph, NodeId id) {
  const Node node = graph.node(id);
  if (node.removed) return false;
  const auto kind = ExactActivation(node.op);
  if (!kind) return false;
  const auto conv = Sole(graph, node.inputs[0]);
  if (!conv || !std::holds_alternative<DepthwiseConv>(conv->op)) return false;
  auto op = std::get<DepthwiseConv>(conv->op);
  if (op.post != FusedActivation::kNone) return false;
  op.post = *kind;
  BURIN_TRY(
      ReplaceWith(graph, node.outputs[0], {&*conv, &node}, op, conv->inputs));
  return true;
}

}  // namespace

Result<bool> FuseDepthwise(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    if (std::holds_alternative<DepthwiseConv>(graph.node(id).op)) {
      BURIN_ASSIGN(const bool before, FuseBefore(graph, id));
      changed |= before;
    }
  }
  graph.Compact();
  for (const NodeId id : graph.Order()) {
    BURIN_ASSIGN(const bool after, FuseAfter(graph, id));
    changed |= after;
  }
  return changed;
}

}  // namespace burin
