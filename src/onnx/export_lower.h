// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing one op as ONNX nodes: one overload an op. Each returns the names of
// the op's outputs, and reads what it needs of the operands from their types,
// dimension 0 excepted, which may be dynamic.

#ifndef BURIN_ONNX_EXPORT_LOWER_H_
#define BURIN_ONNX_EXPORT_LOWER_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "onnx/export_writer.h"

namespace burin {

// An op in its place: the writer and the node.
struct Lowering {
  OnnxWriter& writer;
  const Node& node;

  const Graph& graph() const { return writer.graph(); }
  bool Has(size_t i) const {
    return i < node.inputs.size() && node.inputs[i].valid();
  }
  ValueId value(size_t i) const {
    return i < node.inputs.size() ? node.inputs[i] : ValueId();
  }
  // The operand of input i; "" when it is absent.
  std::string operand(size_t i) const { return writer.Operand(value(i)); }
  std::vector<std::string> operands() const;
  const Dims& dims(size_t i) const { return graph().dims(value(i)); }
  int64_t rank(size_t i) const { return static_cast<int64_t>(dims(i).size()); }
  // The elements of a constant integer input; kUnsupportedOp otherwise.
  Result<std::vector<int64_t>> ConstantInts(size_t i,
                                            std::string_view what) const;

  std::string Emit(std::string op_type, std::vector<std::string> inputs,
                   OnnxWriter::Attributes attributes = {}) const {
    return writer.Emit(std::move(op_type), std::move(inputs),
                       std::move(attributes));
  }
  std::string Transpose(std::string x, Dims perm) const;
  // To a shape in which 0 keeps the dimension and one -1 is what is left.
  std::string Reshape(std::string x, const Dims& shape) const;
};

using LoweredNames = Result<std::vector<std::string>>;

// The outputs of any op. kUnsupportedOp for one that the opset cannot express,
// with the node's name.
LoweredNames LowerNode(const Lowering& at);

// export_shape.cc
LoweredNames Lower(const Shape& op, const Lowering& at);
LoweredNames Lower(const ConstantOfShape& op, const Lowering& at);
LoweredNames Lower(const Reshape& op, const Lowering& at);
LoweredNames Lower(const Squeeze& op, const Lowering& at);
LoweredNames Lower(const Unsqueeze& op, const Lowering& at);
LoweredNames Lower(const Split& op, const Lowering& at);
LoweredNames Lower(const Pad& op, const Lowering& at);
LoweredNames Lower(const ScatterND& op, const Lowering& at);
LoweredNames Lower(const ReduceMean& op, const Lowering& at);
LoweredNames Lower(const ReduceSum& op, const Lowering& at);
LoweredNames Lower(const Softmax& op, const Lowering& at);
// export_norm.cc
LoweredNames Lower(const Gelu& op, const Lowering& at);
LoweredNames Lower(const BatchNormalization& op, const Lowering& at);
LoweredNames Lower(const GroupNormalization& op, const Lowering& at);
LoweredNames Lower(const LayerNormalization& op, const Lowering& at);
LoweredNames Lower(const GlobalAveragePool& op, const Lowering& at);
// export_products.cc
LoweredNames Lower(const Gemm& op, const Lowering& at);
LoweredNames Lower(const Einsum& op, const Lowering& at);
LoweredNames Lower(const Conv& op, const Lowering& at);
LoweredNames Lower(const Linear& op, const Lowering& at);
LoweredNames Lower(const TokenMix& op, const Lowering& at);
// export_networks.cc
LoweredNames Lower(const Shift& op, const Lowering& at);
LoweredNames Lower(const Unfold& op, const Lowering& at);
LoweredNames Lower(const Attention& op, const Lowering& at);
LoweredNames Lower(const Performer& op, const Lowering& at);

// kUnsupportedOp: "cannot be written in opset 12: WHY".
template <typename... Parts>
Error CannotExport(const Lowering& at, const Parts&... why) {
  return MakeError(ErrorCode::kUnsupportedOp, "cannot be written in opset ",
                   at.writer.opset(), ": ", why...);
}

}  // namespace burin

#endif  // BURIN_ONNX_EXPORT_LOWER_H_
