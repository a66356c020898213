// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// An ONNX graph under rewriting: who makes a name, how often it is read, what
// is constant. A rewrite replaces the last node of its pattern by new nodes
// that make the same names; what nobody reads any more is dropped at the end,
// so a value inside the pattern that others read stays by itself.

#ifndef BURIN_ONNX_ONNX_EDITOR_H_
#define BURIN_ONNX_ONNX_EDITOR_H_

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "formats/onnx_build.h"
#include "formats/onnx_proto.h"

namespace burin {

class OnnxEditor {
 public:
  // The model must outlive the editor and not change behind its back.
  OnnxEditor(onnx::ModelProto& model, int64_t opset,
             std::unordered_map<std::string, TensorType> types);

  int64_t opset() const { return opset_; }
  // Nodes as they were when the rewrite began.
  size_t node_count() const { return graph_.node.size(); }
  const onnx::NodeProto& node(size_t i) const { return graph_.node[i]; }

  // The node that makes `name`, if its operator is `op_type`; else null.
  const onnx::NodeProto* Maker(std::string_view name,
                               std::string_view op_type) const;
  // Its index, or node_count().
  size_t MakerIndex(std::string_view name) const;
  // How often the name is read, by graph outputs and subgraphs too.
  int Uses(std::string_view name) const;
  bool IsOutput(std::string_view name) const;

  // The type of a value for a batch of 2, if the model can be imported.
  const TensorType* Type(std::string_view name) const;

  // The tensor of an initializer that no input overrides, or of a Constant.
  const onnx::TensorProto* Constant(std::string_view name) const;
  // The integers of a constant, or of the attribute `attribute` of `node`, or
  // of its input `input`, whichever there is.
  std::optional<Dims> Integers(std::string_view name) const;
  std::optional<Dims> Integers(const onnx::NodeProto& node,
                               std::string_view attribute, size_t input) const;
  // A float constant of one element.
  std::optional<double> Number(std::string_view name) const;

  // `nodes` stand in the place of node i from now on.
  void Replace(size_t i, std::vector<onnx::NodeProto> nodes);
  // A name that nothing has, from this one.
  std::string NewName(const std::string& name);
  void AddInitializer(onnx::TensorProto tensor);

  // Makes the replacements, so that the next rewrite sees them.
  void Commit();
  // Drops nodes, initializers and notes on values that nobody reads.
  void DropUnused();

 private:
  void Index();
  void CountUses(const onnx::GraphProto& graph);

  onnx::GraphProto& graph_;
  int64_t opset_;
  std::unordered_map<std::string, size_t> makers_;
  std::unordered_map<std::string, size_t> initializers_;
  std::unordered_map<std::string, int> uses_;
  std::unordered_map<std::string, bool> inputs_;
  std::unordered_map<std::string, bool> outputs_;
  std::unordered_map<std::string, TensorType> types_;
  std::unordered_map<size_t, std::vector<onnx::NodeProto>> replacements_;
  std::deque<onnx::TensorProto> added_;  // tensors do not move
  std::unordered_map<std::string, size_t> added_index_;
};

}  // namespace burin

#endif  // BURIN_ONNX_ONNX_EDITOR_H_
