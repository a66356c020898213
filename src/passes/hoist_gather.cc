// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See hoist_gather.h.

#include "passes/hoist_gather.h"

#include "passes/fuse_linear.h"
#include "passes/match.h"

namespace burin {
namespace {

// Which inputs of the node have one row for each row of the result; empty when
// the node is not of the kind.
std::vector<size_t> RowInputs(const Graph& graph, const Node& node) {
  if (const auto* norm = std::get_if<LayerNormalization>(&node.op)) {
    const auto rank = static_cast<int64_t>(graph.dims(node.inputs[0]).size());
    const int64_t columns = graph.dims(node.inputs[0]).back();
    bool last = norm->axis == -1 || norm->axis == rank - 1;
    for (size_t i = 1; i < node.inputs.size(); ++i) {
      last &= !node.inputs[i].valid() ||
              graph.dims(node.inputs[i]) == Dims{columns};
    }
    return last && node.outputs.size() == 1 ? std::vector<size_t>{0}
                                            : std::vector<size_t>{};
  }
  const auto* linear = std::get_if<FusedLinear>(&node.op);
  const bool alone = linear != nullptr &&
                     linear->source == FusedSource::kRows &&
                     linear->norm != FusedNorm::kGroup;
  if (!alone) return {};
  if (linear->residual == FusedResidual::kRows) {
    return {0, InputsOf(*linear).residual};
  }
  return {0};
}

// A live Gather of the same rows, so that an op which adds its own source is
// still read by one Gather.
ValueId SameGather(const Graph& graph, const Gather& op,
                   const std::vector<ValueId>& inputs) {
  for (uint32_t n = 0; n < graph.node_count(); ++n) {
    const Node& node = graph.node(NodeId{n});
    const auto* other = std::get_if<Gather>(&node.op);
    if (!node.removed && other != nullptr && *other == op &&
        node.inputs == inputs) {
      return node.outputs[0];
    }
  }
  return {};
}

// Moves the Gather above the op that makes what it reads; the Gathers that then
// stand above it are returned, because they may move on.
Result<std::vector<NodeId>> HoistOnce(Graph& graph, NodeId id) {
  const Node gather = graph.node(id);
  const ValueId x = gather.inputs[0];
  const Node* found = graph.Producer(x);
  if (found == nullptr || !graph.IsConstant(gather.inputs[1]) ||
      graph.UseCounts()[x.index] != 1) {
    return std::vector<NodeId>{};
  }
  const Node rowwise = *found;
  const std::vector<size_t> inputs = RowInputs(graph, rowwise);
  const size_t rank = graph.dims(x).size();
  BURIN_ASSIGN(const int64_t axis,
               NormalizeAxis(std::get<Gather>(gather.op).axis, rank));
  // The fused ops take 2 to 8 dimensions.
  const size_t new_rank = rank - 1 + graph.dims(gather.inputs[1]).size();
  if (inputs.empty() || axis + 1 == static_cast<int64_t>(rank) ||
      new_rank < 2 || new_rank > 8) {
    return std::vector<NodeId>{};
  }
  Op op = rowwise.op;
  if (auto* norm = std::get_if<LayerNormalization>(&op)) norm->axis = -1;
  std::vector<ValueId> above = rowwise.inputs;
  std::vector<NodeId> hoisted;
  for (const size_t i : inputs) {
    const std::vector<ValueId> from = {above[i], gather.inputs[1]};
    above[i] = SameGather(graph, Gather{axis}, from);
    if (!above[i].valid()) {
      BURIN_ASSIGN(above[i], AddFrom(graph, {&gather}, Gather{axis}, from));
    }
    hoisted.push_back(graph.value(above[i]).producer);
  }
  BURIN_TRY(ReplaceWith(graph, gather.outputs[0], {&rowwise}, std::move(op),
                        std::move(above)));
  // Its only reader is gone; left in place it would count as a reader above.
  graph.Remove(graph.value(x).producer);
  return hoisted;
}

}  // namespace

Result<bool> HoistGather(Graph& graph, const PassContext&) {
  std::vector<NodeId> waiting;
  for (const NodeId id : graph.Order()) {
    if (std::holds_alternative<Gather>(graph.node(id).op))
      waiting.push_back(id);
  }
  bool changed = false;
  while (!waiting.empty()) {
    const NodeId id = waiting.back();
    waiting.pop_back();
    BURIN_ASSIGN(const std::vector<NodeId> hoisted, HoistOnce(graph, id));
    waiting.insert(waiting.end(), hoisted.begin(), hoisted.end());
    changed |= !hoisted.empty();
  }
  return changed;
}

}  // namespace burin
