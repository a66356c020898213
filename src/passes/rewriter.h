// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One sweep over a graph, inputs first, in which each node may be replaced by
// newer ones. Replacing a value costs nothing on the spot: readers are pointed
// at the new value when the sweep reaches them, so a sweep is linear in the
// size of the graph however much it replaces. That matters because the graph
// may come from a hostile file.

#ifndef BURIN_PASSES_REWRITER_H_
#define BURIN_PASSES_REWRITER_H_

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "ir/graph.h"

namespace burin {

class Rewriter {
 public:
  explicit Rewriter(Graph& graph);

  Graph& graph() { return graph_; }
  const Graph& graph() const { return graph_; }

  // Makes every later reader of `from`, an output of the node being visited,
  // read `to` instead.
  void Replace(ValueId from, ValueId to);
  // How often a value is read; never too low. Readers of what it replaced
  // count as its own.
  int uses(ValueId value) const;

  // Adds a node that stands for `parts`, the last of which gives its name; all
  // of them give their origins. Returns its only output.
  Result<ValueId> Add(Op op, std::vector<ValueId> inputs,
                      std::span<const NodeId> parts);
  Result<ValueId> Add(Op op, std::vector<ValueId> inputs,
                      std::initializer_list<NodeId> parts) {
    return Add(std::move(op), std::move(inputs),
               std::span<const NodeId>(parts.begin(), parts.size()));
  }
  // A reshape of `value` with the dimensions written out.
  Result<ValueId> AddReshape(ValueId value, const Dims& dims,
                             std::span<const NodeId> parts);
  ValueId AddInts(const std::string& name, const Dims& values);

  // Calls `visit` for every node there was at the start, inputs first, each
  // with its inputs up to date. True when anything was replaced.
  template <typename Visit>
  Result<bool> Sweep(Visit&& visit) {
    const std::vector<NodeId> order = graph_.Order();
    for (const NodeId id : order) {
      Refresh(id);
      BURIN_TRY(visit(id));
    }
    Finish();
    return changed_;
  }

 private:
  ValueId Resolve(ValueId value);
  void Refresh(NodeId id);
  void Finish();

  Graph& graph_;
  std::vector<ValueId> replacement_;  // by value index; invalid: none
  std::vector<int> uses_;
  bool changed_ = false;
};

}  // namespace burin

#endif  // BURIN_PASSES_REWRITER_H_
