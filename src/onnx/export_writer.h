// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The ONNX graph while it is being written: nodes with unique names, constants
// as initializers that are written when they are first used and shared.
//
// A node is named SCOPE/OpType, with _1, _2, ... where the name is taken; SCOPE
// is what stands before the last '/' of the burin node's name. That is
// PyTorch's way, so names mean the same in both programs' files.

#ifndef BURIN_ONNX_EXPORT_WRITER_H_
#define BURIN_ONNX_EXPORT_WRITER_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/onnx_build.h"
#include "ir/graph.h"

namespace burin {

class OnnxWriter {
 public:
  using Names = std::vector<std::string>;
  using Attributes = std::vector<onnx::AttributeProto>;

  OnnxWriter(const Graph& graph, int opset);

  const Graph& graph() const { return graph_; }
  int opset() const { return opset_; }

  // The scope of what is emitted next, from a burin node's name.
  void SetScope(std::string_view node_name);

  // The operand that stands for a value; "" for an invalid id.
  std::string Operand(ValueId id);
  // A constant value under other dimensions of the same element count.
  std::string Reshaped(ValueId constant, Dims dims);
  // Constants of the lowering, shared by content.
  std::string Floats(const Dims& dims, const std::vector<float>& values);
  std::string Float(float value) { return Floats({}, {value}); }
  std::string Ints(const Dims& dims, const std::vector<int64_t>& values);
  // A vector.
  std::string Ints(const std::vector<int64_t>& values);

  // Emits a node and returns its outputs' names.
  Names EmitMany(std::string op_type, Names inputs, size_t outputs,
                 Attributes attributes = {});
  std::string Emit(std::string op_type, Names inputs,
                   Attributes attributes = {});
  // Says that `name` stands for a value from now on.
  void Bind(ValueId id, std::string name);
  bool IsBound(ValueId id) const { return operands_.contains(id); }

  // Gives the graph outputs their names, declares inputs and outputs, and hands
  // over the graph.
  onnx::GraphProto Finish(std::string graph_name, std::string_view batch);

 private:
  std::string Unique(const std::string& name, std::set<std::string>& taken);
  std::string AddInitializer(onnx::TensorProto tensor);
  std::string Shared(const ConstTensorView& tensor);
  void NameOutput(const std::string& from, const std::string& to);

  const Graph& graph_;
  const int opset_;
  std::string scope_;
  onnx::GraphProto out_;
  std::set<std::string> node_names_;
  std::set<std::string> tensor_names_;
  std::map<ValueId, std::string> operands_;
  std::map<std::pair<ValueId, Dims>, std::string> reshaped_;
  std::map<std::string, std::string> shared_;  // content -> name
};

}  // namespace burin

#endif  // BURIN_ONNX_EXPORT_WRITER_H_
