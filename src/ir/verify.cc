// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See verify.h.

#include "ir/verify.h"

#include <algorithm>

#include "ops/infer.h"

namespace burin {
namespace {

Result<void> VerifyNode(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  const auto broken = [&](const auto&... what) {
    return MakeError(ErrorCode::kInternal, "node '", node.name, "': ", what...);
  };
  std::vector<OpInput> inputs;
  for (const ValueId input : node.inputs) {
    OpInput known;
    known.present = input.valid();
    if (input.valid()) {
      if (input.index >= graph.value_count()) return broken("unknown input");
      const Node* producer = graph.Producer(input);
      if (producer != nullptr && producer->removed) {
        return broken("reads '", graph.value(input).name,
                      "', whose node is removed");
      }
      known.type = graph.type(input);
      if (graph.IsConstant(input))
        known.constant = graph.constant(input).view();
    }
    inputs.push_back(std::move(known));
  }
  for (const ValueId output : node.outputs) {
    if (!output.valid() || output.index >= graph.value_count() ||
        graph.value(output).producer != id) {
      return broken("an output that another node makes");
    }
  }
  const auto types = InferTypes(node.op, inputs, node.outputs.size());
  if (!types.ok()) {
    if (types.error().code == ErrorCode::kUnsupportedOp) return {};
    return broken(types.error().message);
  }
  for (size_t i = 0; i < types->size(); ++i) {
    const TensorType& stated = graph.type(node.outputs[i]);
    if ((*types)[i] != stated) {
      return broken("output ", i, " is ", TypeText((*types)[i]), ", ",
                    TypeText(stated), " stated");
    }
  }
  return {};
}

// Order() aborts on a cycle; this says so instead. Kahn's algorithm.
bool HasCycle(const Graph& graph) {
  std::vector<int> waiting(graph.node_count(), 0);
  std::vector<std::vector<uint32_t>> feeds(graph.node_count());
  std::vector<uint32_t> ready;
  size_t live = 0;
  for (uint32_t n = 0; n < graph.node_count(); ++n) {
    const Node& node = graph.node(NodeId{n});
    if (node.removed) continue;
    ++live;
    for (const ValueId id : node.inputs) {
      if (!id.valid()) continue;
      const NodeId producer = graph.value(id).producer;
      if (!producer.valid()) continue;
      feeds[producer.index].push_back(n);
      ++waiting[n];
    }
    if (waiting[n] == 0) ready.push_back(n);
  }
  size_t done = 0;
  while (!ready.empty()) {
    const uint32_t n = ready.back();
    ready.pop_back();
    ++done;
    for (const uint32_t next : feeds[n]) {
      if (--waiting[next] == 0) ready.push_back(next);
    }
  }
  return done != live;
}

}  // namespace

Result<void> VerifyGraph(const Graph& graph) {
  for (uint32_t n = 0; n < graph.node_count(); ++n) {
    if (!graph.node(NodeId{n}).removed) BURIN_TRY(VerifyNode(graph, NodeId{n}));
  }
  for (const ValueId id : graph.outputs()) {
    if (id.index >= graph.value_count()) {
      return MakeError(ErrorCode::kInternal, "an output names no value");
    }
    const Node* producer = graph.Producer(id);
    if (producer != nullptr && producer->removed) {
      return MakeError(ErrorCode::kInternal, "output '", graph.value(id).name,
                       "': its node is removed");
    }
  }
  if (HasCycle(graph)) {
    return MakeError(ErrorCode::kInternal, "the graph has a cycle");
  }
  return {};
}

}  // namespace burin
