// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See rewriter.h.

#include "passes/rewriter.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/check.h"

namespace burin {

Rewriter::Rewriter(Graph& graph) : graph_(graph), uses_(graph.UseCounts()) {}

int Rewriter::uses(ValueId value) const {
  return value.index < uses_.size() ? uses_[value.index] : 0;
}

void Rewriter::Replace(ValueId from, ValueId to) {
  BURIN_CHECK(from.valid() && to.valid());
  if (from == to) return;
  if (replacement_.size() <= from.index) replacement_.resize(from.index + 1);
  replacement_[from.index] = to;
  if (uses_.size() < graph_.value_count()) uses_.resize(graph_.value_count());
  uses_[to.index] += uses_[from.index];
  changed_ = true;
}

ValueId Rewriter::Resolve(ValueId value) {
  ValueId at = value;
  while (at.valid() && at.index < replacement_.size() &&
         replacement_[at.index].valid()) {
    at = replacement_[at.index];
  }
  // Shorten the way for those who ask next.
  while (value != at) {
    const ValueId next = replacement_[value.index];
    replacement_[value.index] = at;
    value = next;
  }
  return at;
}

void Rewriter::Refresh(NodeId id) {
  for (ValueId& input : graph_.node(id).inputs) input = Resolve(input);
}

void Rewriter::Finish() {
  const std::vector<ValueId> outputs(graph_.outputs().begin(),
                                     graph_.outputs().end());
  for (const ValueId output : outputs) {
    const ValueId to = Resolve(output);
    if (to != output) graph_.ReplaceUses(output, to);
  }
}

Result<ValueId> Rewriter::Add(Op op, std::vector<ValueId> inputs,
                              std::span<const NodeId> parts) {
  std::string name;
  std::vector<std::string> origins;
  std::unordered_set<std::string_view> seen;
  for (const NodeId part : parts) {
    const Node& node = graph_.node(part);
    name = node.name;
    for (const std::string& origin : node.origins) {
      if (seen.insert(origin).second) origins.push_back(origin);
    }
  }
  BURIN_ASSIGN(const NodeId id, graph_.AddNode(std::move(op), std::move(inputs),
                                               std::move(name)));
  graph_.node(id).origins = std::move(origins);
  return graph_.node(id).outputs[0];
}

ValueId Rewriter::AddInts(const std::string& name, const Dims& values) {
  return graph_.AddConstant(
      name, Tensor::Of<int64_t>({static_cast<int64_t>(values.size())},
                                std::span<const int64_t>(values)));
}

Result<ValueId> Rewriter::AddReshape(ValueId value, const Dims& dims,
                                     std::span<const NodeId> parts) {
  const ValueId shape = AddInts(graph_.value(value).name + "/shape", dims);
  // Without allowzero, 0 would copy the input's dimension.
  const bool zero = std::find(dims.begin(), dims.end(), 0) != dims.end();
  return Add(Reshape{.allowzero = zero}, {value, shape}, parts);
}

}  // namespace burin
