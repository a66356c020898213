// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The graph: values and nodes in vectors, named by typed ids, every value with
// a static type. A value is a graph input, a constant, or an output of one
// node. Nodes are kept in an order in which every input is defined before its
// use. Graphs are moved, not copied, because constants hold the weights.

#ifndef BURIN_IR_GRAPH_H_
#define BURIN_IR_GRAPH_H_

#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

struct ValueTag;
struct NodeTag;
struct ConstantTag;
using ValueId = Id<ValueTag>;
using NodeId = Id<NodeTag>;
using ConstantId = Id<ConstantTag>;

struct Value {
  std::string name;
  TensorType type;
  NodeId producer;      // invalid for inputs and constants
  ConstantId constant;  // valid for constants
};

struct Node {
  std::string name;
  Op op;
  std::vector<ValueId> inputs;  // an invalid id is an absent optional input
  std::vector<ValueId> outputs;
  // The names of the source model's nodes that this one stands for; fused
  // nodes carry those of all their parts.
  std::vector<std::string> origins;
  bool removed = false;  // a tombstone; Compact() drops it
};

class Graph {
 public:
  // --- Building. Types are inferred; an op whose inputs do not fit is an
  // error, with the node's name before the message.
  ValueId AddInput(std::string name, TensorType type);
  ValueId AddConstant(std::string name, Tensor tensor);
  Result<NodeId> AddNode(Op op, std::vector<ValueId> inputs, std::string name,
                         size_t outputs = 1);
  // AddNode for the common case of one output.
  Result<ValueId> Add(Op op, std::vector<ValueId> inputs, std::string name);
  // With types that the caller states, where inference needs values that are
  // known only at run time.
  NodeId AddNodeWithTypes(Op op, std::vector<ValueId> inputs, std::string name,
                          std::vector<TensorType> types);
  void AddOutput(ValueId value, std::string name);

  // --- Reading.
  const Value& value(ValueId id) const { return values_[id.index]; }
  const Node& node(NodeId id) const { return nodes_[id.index]; }
  Node& node(NodeId id) { return nodes_[id.index]; }
  const TensorType& type(ValueId id) const { return value(id).type; }
  const Dims& dims(ValueId id) const { return value(id).type.dims; }
  bool IsConstant(ValueId id) const {
    return id.valid() && value(id).constant.valid();
  }
  const Tensor& constant(ValueId id) const {
    return constants_[value(id).constant.index];
  }
  size_t value_count() const { return values_.size(); }
  size_t node_count() const { return nodes_.size(); }  // tombstones included
  std::span<const ValueId> inputs() const { return inputs_; }
  std::span<const ValueId> outputs() const { return outputs_; }
  const std::string& output_name(size_t i) const { return output_names_[i]; }
  // Live nodes, in an order in which inputs come first.
  std::vector<NodeId> Order() const;
  // The op of the node that makes the value, if it is a T; else null.
  template <typename T>
  const T* ProducerOp(ValueId id) const {
    if (!id.valid() || !value(id).producer.valid()) return nullptr;
    return std::get_if<T>(&node(value(id).producer).op);
  }
  const Node* Producer(ValueId id) const {
    if (!id.valid() || !value(id).producer.valid()) return nullptr;
    return &node(value(id).producer);
  }
  // How often each value is read, graph outputs included; by value index.
  std::vector<int> UseCounts() const;
  // The nodes that read each value, once per node; by value index.
  std::vector<std::vector<NodeId>> Readers() const;

  // --- Changing. None of these frees ids; Compact() does.
  // Every reader of `from`, and the graph outputs, read `to` instead.
  void ReplaceUses(ValueId from, ValueId to);
  // A new value in the place of input `i`, which is an input no more: its
  // readers are to be given something else.
  ValueId ReplaceInput(size_t i, std::string name, TensorType type);
  // Output `i`, its name kept.
  void SetOutput(size_t i, ValueId value) { outputs_[i] = value; }
  void Remove(NodeId node) { nodes_[node.index].removed = true; }
  void SetName(ValueId value, std::string name) {
    values_[value.index].name = std::move(name);
  }
  // Drops nodes whose outputs nobody reads, unused constants, and tombstones;
  // renumbers. Ids from before are void.
  void Compact();

 private:
  std::vector<Value> values_;
  std::vector<Node> nodes_;
  std::vector<Tensor> constants_;
  std::vector<ValueId> inputs_;
  std::vector<ValueId> outputs_;
  std::vector<std::string> output_names_;
};

}  // namespace burin

#endif  // BURIN_IR_GRAPH_H_
