// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See match.h.

#include "passes/match.h"

#include <algorithm>

namespace burin {

std::optional<std::vector<int64_t>> IntegerConstant(const Graph& graph,
                                                    ValueId value) {
  if (!graph.IsConstant(value)) return std::nullopt;
  auto items = ToInt64s(graph.constant(value).view());
  if (!items.ok()) return std::nullopt;
  return std::move(items).value();
}

Result<ValueId> AddFrom(Graph& graph,
                        std::initializer_list<const Node*> replaced, Op op,
                        std::vector<ValueId> inputs) {
  // Copied first: adding a node may move the nodes in memory.
  std::vector<std::string> origins;
  std::string name;
  for (const Node* node : replaced) {
    name = node->name;
    for (const std::string& origin : node->origins) {
      if (std::find(origins.begin(), origins.end(), origin) == origins.end()) {
        origins.push_back(origin);
      }
    }
  }
  BURIN_ASSIGN(const NodeId id, graph.AddNode(std::move(op), std::move(inputs),
                                              std::move(name)));
  graph.node(id).origins = std::move(origins);
  return graph.node(id).outputs[0];
}

Result<void> ReplaceWith(Graph& graph, ValueId old,
                         std::initializer_list<const Node*> replaced, Op op,
                         std::vector<ValueId> inputs) {
  BURIN_ASSIGN(const ValueId made,
               AddFrom(graph, replaced, std::move(op), std::move(inputs)));
  graph.ReplaceUses(old, made);
  const NodeId producer = graph.value(old).producer;
  if (graph.node(producer).outputs.size() == 1) graph.Remove(producer);
  return {};
}

}  // namespace burin
