// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One ONNX node as its translator sees it: typed attributes with their
// defaults, inputs that may be absent, and constants in place of what older
// opsets wrote as attributes. Part of the importer.

#ifndef BURIN_ONNX_IMPORT_NODE_H_
#define BURIN_ONNX_IMPORT_NODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"
#include "ir/graph.h"

namespace burin {

class ImportNode {
 public:
  // `inputs` holds invalid ids for absent inputs; trailing ones are dropped.
  ImportNode(const onnx::NodeProto& proto, std::string name, int64_t opset,
             std::vector<ValueId> inputs, Graph& graph);

  const std::string& name() const { return name_; }
  int64_t opset() const { return opset_; }
  // Outputs up to the last one that has a name.
  size_t outputs() const { return outputs_; }

  size_t input_count() const { return inputs_.size(); }
  // Invalid when absent.
  ValueId input(size_t i) const {
    return i < inputs_.size() ? inputs_[i] : ValueId{};
  }
  const std::vector<ValueId>& inputs() const { return inputs_; }
  const TensorType& type(size_t i) const { return graph_.type(inputs_[i]); }
  // kBadOnnx unless inputs 0 to n - 1 are there.
  Result<void> Require(size_t n) const;

  // Attributes; kBadOnnx when there under another type.
  Result<int64_t> Int(std::string_view name, int64_t otherwise);
  Result<bool> Bool(std::string_view name, bool otherwise);
  Result<float> Float(std::string_view name, float otherwise);
  // The text lives as long as the model.
  Result<std::string_view> Text(std::string_view name,
                                std::string_view otherwise);
  Result<std::optional<Dims>> Ints(std::string_view name);
  // Null when absent.
  Result<const onnx::AttributeProto*> Find(std::string_view name,
                                           onnx::AttributeType type);
  Result<const onnx::TensorProto*> TensorValue(std::string_view name);
  void Ignore(std::string_view name);
  // kUnsupportedOp naming an attribute that nobody asked for or ignored.
  Result<void> CheckAllUsed() const;

  // A constant next to the node: an int64 list, or any tensor.
  ValueId IntsConstant(const Dims& values);
  ValueId Constant(Tensor tensor);

  Error Bad(std::string_view what) const;

 private:
  const onnx::AttributeProto* Take(std::string_view name);

  const onnx::NodeProto& proto_;
  std::string name_;
  int64_t opset_;
  std::vector<ValueId> inputs_;
  size_t outputs_ = 0;
  Graph& graph_;
  std::vector<bool> used_;
};

// The elements of a parsed tensor; bool elements become 0 or 1.
Result<Tensor> ToTensor(const onnx::TensorProto& tensor);

}  // namespace burin

#endif  // BURIN_ONNX_IMPORT_NODE_H_
