// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See assign_precision.h.

#include "passes/assign_precision.h"

#include <algorithm>

#include "passes/fuse_linear.h"

namespace burin {
namespace {

bool IsNamed(const Node& node, const StepNames& names) {
  const auto listed = [](const std::vector<std::string>& sorted) {
    return [&sorted](std::string_view name) {
      return std::binary_search(sorted.begin(), sorted.end(), name);
    };
  };
  return std::ranges::any_of(node.origins, listed(names.nodes)) ||
         (!names.kinds.empty() &&
          std::ranges::any_of(KindsOf(node.op), listed(names.kinds)));
}

// By node index: the nodes that are named, and the products that make what a
// named Performer reads.
std::vector<bool> Named(const Graph& graph, std::span<const NodeId> order,
                        const StepNames& names) {
  std::vector<bool> out(graph.node_count(), false);
  for (const NodeId id : order) {
    const Node& node = graph.node(id);
    if (!IsNamed(node, names)) continue;
    out[id.index] = true;
    if (!std::holds_alternative<Performer>(node.op)) continue;
    const ValueId kqv = node.inputs[0];
    if (graph.ProducerOp<FusedLinear>(kqv) != nullptr) {
      out[graph.value(kqv).producer.index] = true;
    }
  }
  return out;
}

// By node index: the products before and behind which there is no other.
std::vector<bool> Ends(const Graph& graph, std::span<const NodeId> order) {
  std::vector<bool> out(graph.node_count(), false);
  std::vector<bool> follows(graph.value_count(), false);
  for (const NodeId id : order) {
    const Node& node = graph.node(id);
    const bool product = PrecisionField(node.op) != nullptr;
    const bool later = std::any_of(
        node.inputs.begin(), node.inputs.end(),
        [&](ValueId in) { return in.valid() && follows[in.index]; });
    if (product && !later) out[id.index] = true;
    for (const ValueId v : node.outputs) follows[v.index] = product || later;
  }
  std::vector<bool> leads(graph.value_count(), false);
  for (auto id = order.rbegin(); id != order.rend(); ++id) {
    const Node& node = graph.node(*id);
    const bool product = PrecisionField(node.op) != nullptr;
    const bool earlier = std::any_of(node.outputs.begin(), node.outputs.end(),
                                     [&](ValueId v) { return leads[v.index]; });
    if (product && !earlier) out[id->index] = true;
    for (const ValueId in : node.inputs) {
      if (in.valid() && (product || earlier)) leads[in.index] = true;
    }
  }
  return out;
}

// Whether a dimension of a product is so small that rounding its rows to int8
// takes what multiplying in int8 saves.
bool IsNarrow(const Graph& graph, const Node& node) {
  constexpr int64_t kNarrow = 96;
  const auto narrow = [&](size_t weights) {
    return std::ranges::min(graph.dims(node.inputs[weights])) < kNarrow;
  };
  if (const auto* linear = std::get_if<FusedLinear>(&node.op)) {
    return narrow(InputsOf(*linear).weights);
  }
  // K x hidden, hidden x N.
  return std::holds_alternative<FusedMlp>(node.op) && (narrow(1) || narrow(3));
}

}  // namespace

Result<bool> AssignPrecision(Graph& graph, const PassContext& context) {
  const PrecisionPolicy& policy = context.precision;
  if (policy.precision == Precision::kFloat32) return false;
  const std::vector<NodeId> order = graph.Order();
  const std::vector<bool> keep = Named(graph, order, policy.keep);
  const std::vector<bool> keep_bf16 = Named(graph, order, policy.keep_bf16);
  const std::vector<bool> ends = Ends(graph, order);
  bool changed = false;
  for (const NodeId id : order) {
    Node& node = graph.node(id);
    Precision* precision = PrecisionField(node.op);
    if (precision == nullptr || keep[id.index]) continue;
    const bool bf16 = keep_bf16[id.index] || ends[id.index] ||
                      std::holds_alternative<Attention>(node.op) ||
                      IsNarrow(graph, node);
    *precision = bf16 ? Precision::kBf16 : policy.precision;
    changed = true;
  }
  return changed;
}

}  // namespace burin
