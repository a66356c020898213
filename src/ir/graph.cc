// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See graph.h.

#include "ir/graph.h"

#include <algorithm>

#include "ops/infer.h"

namespace burin {
namespace {

template <typename IdType>
IdType NextId(size_t size) {
  BURIN_CHECK(size < IdType::kInvalid);
  return IdType{static_cast<uint32_t>(size)};
}

}  // namespace

ValueId Graph::AddInput(std::string name, TensorType type) {
  const auto id = NextId<ValueId>(values_.size());
  values_.push_back({std::move(name), std::move(type), {}, {}});
  inputs_.push_back(id);
  return id;
}

ValueId Graph::AddConstant(std::string name, Tensor tensor) {
  const auto id = NextId<ValueId>(values_.size());
  const auto constant = NextId<ConstantId>(constants_.size());
  values_.push_back({std::move(name), tensor.type(), {}, constant});
  constants_.push_back(std::move(tensor));
  return id;
}

Result<NodeId> Graph::AddNode(Op op, std::vector<ValueId> inputs,
                              std::string name, size_t outputs) {
  std::vector<OpInput> known;
  known.reserve(inputs.size());
  for (const ValueId id : inputs) {
    OpInput input;
    input.present = id.valid();
    if (id.valid()) {
      BURIN_CHECK(id.index < values_.size());
      input.type = type(id);
      if (IsConstant(id)) input.constant = constant(id).view();
    }
    known.push_back(std::move(input));
  }
  BURIN_ASSIGN(std::vector<TensorType> types,
               InferTypes(op, known, outputs)
                   .Context(StrCat("node '", name, "' (", OpName(op), ")")));
  return AddNodeWithTypes(std::move(op), std::move(inputs), std::move(name),
                          std::move(types));
}

Result<ValueId> Graph::Add(Op op, std::vector<ValueId> inputs,
                           std::string name) {
  BURIN_ASSIGN(const NodeId id,
               AddNode(std::move(op), std::move(inputs), std::move(name)));
  return node(id).outputs[0];
}

NodeId Graph::AddNodeWithTypes(Op op, std::vector<ValueId> inputs,
                               std::string name,
                               std::vector<TensorType> types) {
  const auto id = NextId<NodeId>(nodes_.size());
  Node node;
  node.op = std::move(op);
  node.inputs = std::move(inputs);
  for (size_t i = 0; i < types.size(); ++i) {
    const auto out = NextId<ValueId>(values_.size());
    std::string suffix = i == 0 ? std::string() : StrCat(":", i);
    values_.push_back({name + suffix, std::move(types[i]), id, {}});
    node.outputs.push_back(out);
  }
  node.origins = {name};
  node.name = std::move(name);
  nodes_.push_back(std::move(node));
  return id;
}

void Graph::AddOutput(ValueId value, std::string name) {
  outputs_.push_back(value);
  output_names_.push_back(std::move(name));
}

std::vector<NodeId> Graph::Order() const {
  // Depth-first from every node in turn, with a stack of our own because
  // chains may be long; a node is emitted after its producers.
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(nodes_.size(), Mark::kNew);
  std::vector<NodeId> order;
  std::vector<std::pair<uint32_t, size_t>> stack;
  for (uint32_t root = 0; root < nodes_.size(); ++root) {
    if (nodes_[root].removed || marks[root] != Mark::kNew) continue;
    stack.push_back({root, 0});
    marks[root] = Mark::kOpen;
    while (!stack.empty()) {
      auto& [index, next] = stack.back();
      const Node& node = nodes_[index];
      if (next == node.inputs.size()) {
        marks[index] = Mark::kDone;
        order.push_back(NodeId{index});
        stack.pop_back();
        continue;
      }
      const ValueId input = node.inputs[next++];
      if (!input.valid()) continue;
      const NodeId producer = value(input).producer;
      if (!producer.valid() || marks[producer.index] == Mark::kDone) continue;
      BURIN_CHECK(marks[producer.index] == Mark::kNew);  // else a cycle
      BURIN_CHECK(!nodes_[producer.index].removed);
      marks[producer.index] = Mark::kOpen;
      stack.push_back({producer.index, 0});
    }
  }
  return order;
}

std::vector<int> Graph::UseCounts() const {
  std::vector<int> uses(values_.size(), 0);
  for (const Node& node : nodes_) {
    if (node.removed) continue;
    for (const ValueId id : node.inputs) {
      if (id.valid()) ++uses[id.index];
    }
  }
  for (const ValueId id : outputs_) ++uses[id.index];
  return uses;
}

std::vector<std::vector<NodeId>> Graph::Readers() const {
  std::vector<std::vector<NodeId>> readers(values_.size());
  for (uint32_t n = 0; n < nodes_.size(); ++n) {
    if (nodes_[n].removed) continue;
    for (const ValueId id : nodes_[n].inputs) {
      if (!id.valid()) continue;
      auto& list = readers[id.index];
      if (list.empty() || list.back() != NodeId{n}) list.push_back(NodeId{n});
    }
  }
  return readers;
}

void Graph::ReplaceUses(ValueId from, ValueId to) {
  for (Node& node : nodes_) {
    if (node.removed) continue;
    std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  }
  std::replace(outputs_.begin(), outputs_.end(), from, to);
}

ValueId Graph::ReplaceInput(size_t i, std::string name, TensorType type) {
  const ValueId made = AddInput(std::move(name), std::move(type));
  inputs_.pop_back();
  inputs_[i] = made;
  return made;
}

void Graph::Compact() {
  // Live: what the outputs reach, and the inputs, which are the interface.
  std::vector<bool> live(values_.size(), false);
  std::vector<bool> live_node(nodes_.size(), false);
  for (const ValueId id : inputs_) live[id.index] = true;
  for (const ValueId id : outputs_) live[id.index] = true;
  const std::vector<NodeId> order = Order();
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const Node& n = node(*it);
    const bool read = std::any_of(n.outputs.begin(), n.outputs.end(),
                                  [&](ValueId id) { return live[id.index]; });
    if (!read) continue;
    live_node[it->index] = true;
    for (const ValueId id : n.inputs) {
      if (id.valid()) live[id.index] = true;
    }
    for (const ValueId id : n.outputs) live[id.index] = true;
  }
  std::vector<ValueId> moved(values_.size());
  std::vector<Value> values;
  std::vector<Tensor> constants;
  for (size_t i = 0; i < values_.size(); ++i) {
    if (!live[i]) continue;
    moved[i] = NextId<ValueId>(values.size());
    Value value = std::move(values_[i]);
    if (value.constant.valid()) {
      constants.push_back(std::move(constants_[value.constant.index]));
      value.constant = NextId<ConstantId>(constants.size() - 1);
    }
    values.push_back(std::move(value));
  }
  const auto move = [&](ValueId& id) {
    if (id.valid()) id = moved[id.index];
  };
  std::vector<Node> nodes;
  for (const NodeId id : order) {
    if (!live_node[id.index]) continue;
    const auto new_id = NextId<NodeId>(nodes.size());
    nodes.push_back(std::move(nodes_[id.index]));
    for (ValueId& input : nodes.back().inputs) move(input);
    for (ValueId& output : nodes.back().outputs) {
      move(output);
      values[output.index].producer = new_id;
    }
  }
  for (ValueId& id : inputs_) move(id);
  for (ValueId& id : outputs_) move(id);
  values_ = std::move(values);
  nodes_ = std::move(nodes);
  constants_ = std::move(constants);
}

}  // namespace burin
