// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Small questions that passes ask of a graph, and the one way in which they
// replace nodes.

#ifndef BURIN_PASSES_MATCH_H_
#define BURIN_PASSES_MATCH_H_

#include <initializer_list>
#include <optional>
#include <vector>

#include "ir/graph.h"

namespace burin {

// The producer of `value` if its op is a T and nobody else reads the value
// (by `uses`, Graph::UseCounts()); else null.
template <typename T>
const Node* SoleProducer(const Graph& graph, const std::vector<int>& uses,
                         ValueId value) {
  if (!value.valid() || graph.ProducerOp<T>(value) == nullptr) return nullptr;
  return uses[value.index] == 1 ? graph.Producer(value) : nullptr;
}

// The elements of an integer constant; empty when it is none.
std::optional<std::vector<int64_t>> IntegerConstant(const Graph& graph,
                                                    ValueId value);

// Adds a node that stands for `replaced` (origins in that order) and returns
// its only output. The caller reroutes the uses.
Result<ValueId> AddFrom(Graph& graph,
                        std::initializer_list<const Node*> replaced, Op op,
                        std::vector<ValueId> inputs);

// AddFrom, with every use of `old` rerouted to the new value, and the node that
// made `old` removed if that was its only output.
Result<void> ReplaceWith(Graph& graph, ValueId old,
                         std::initializer_list<const Node*> replaced, Op op,
                         std::vector<ValueId> inputs);

}  // namespace burin

#endif  // BURIN_PASSES_MATCH_H_
