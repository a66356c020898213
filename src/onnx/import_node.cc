// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See import_node.h.

#include "onnx/import_node.h"

#include <utility>

#include "formats/quote.h"

namespace burin {

using onnx::AttributeProto;
using onnx::AttributeType;

ImportNode::ImportNode(const onnx::NodeProto& proto, std::string name,
                       int64_t opset, std::vector<ValueId> inputs, Graph& graph)
    : proto_(proto),
      name_(std::move(name)),
      opset_(opset),
      inputs_(std::move(inputs)),
      graph_(graph),
      used_(proto.attribute.size(), false) {
  while (!inputs_.empty() && !inputs_.back().valid()) inputs_.pop_back();
  for (size_t i = 0; i < proto.output.size(); ++i) {
    if (!proto.output[i].empty()) outputs_ = i + 1;
  }
}

Error ImportNode::Bad(std::string_view what) const {
  return MakeError(ErrorCode::kBadOnnx, what);
}

Result<void> ImportNode::Require(size_t n) const {
  for (size_t i = 0; i < n; ++i) {
    if (!input(i).valid()) return Bad(StrCat("input ", i, " is absent"));
  }
  return {};
}

const AttributeProto* ImportNode::Take(std::string_view name) {
  for (size_t i = 0; i < proto_.attribute.size(); ++i) {
    if (proto_.attribute[i].name != name) continue;
    used_[i] = true;
    return &proto_.attribute[i];
  }
  return nullptr;
}

void ImportNode::Ignore(std::string_view name) { Take(name); }

Result<const AttributeProto*> ImportNode::Find(std::string_view name,
                                               AttributeType type) {
  const AttributeProto* const found = Take(name);
  if (found == nullptr) return found;
  if (!found->ref_attr_name.empty()) {
    return Bad(StrCat("attribute ", Quoted(name),
                      " refers to a function's, but the node is in no "
                      "function"));
  }
  // A list without items says nothing of its type in files without types.
  if (found->type != type && found->type != AttributeType::kUndefined) {
    return Bad(StrCat("attribute ", Quoted(name), " has type ",
                      static_cast<int>(found->type), ", ",
                      static_cast<int>(type), " expected"));
  }
  return found;
}

Result<int64_t> ImportNode::Int(std::string_view name, int64_t otherwise) {
  BURIN_ASSIGN(const AttributeProto* found, Find(name, AttributeType::kInt));
  return found == nullptr ? otherwise : found->i;
}

Result<bool> ImportNode::Bool(std::string_view name, bool otherwise) {
  BURIN_ASSIGN(const int64_t value, Int(name, otherwise ? 1 : 0));
  if (value != 0 && value != 1) {
    return Bad(
        StrCat("attribute ", Quoted(name), " is ", value, ", 0 or 1 expected"));
  }
  return value == 1;
}

Result<float> ImportNode::Float(std::string_view name, float otherwise) {
  BURIN_ASSIGN(const AttributeProto* found, Find(name, AttributeType::kFloat));
  return found == nullptr ? otherwise : found->f;
}

Result<std::string_view> ImportNode::Text(std::string_view name,
                                          std::string_view otherwise) {
  BURIN_ASSIGN(const AttributeProto* found, Find(name, AttributeType::kString));
  return found == nullptr ? otherwise : std::string_view(found->s);
}

Result<std::optional<Dims>> ImportNode::Ints(std::string_view name) {
  BURIN_ASSIGN(const AttributeProto* found, Find(name, AttributeType::kInts));
  if (found == nullptr) return std::optional<Dims>();
  return std::optional<Dims>(found->ints);
}

Result<const onnx::TensorProto*> ImportNode::TensorValue(
    std::string_view name) {
  BURIN_ASSIGN(const AttributeProto* found, Find(name, AttributeType::kTensor));
  const onnx::TensorProto* out = nullptr;
  if (found != nullptr && !found->tensors.empty()) out = &found->tensors[0];
  return out;
}

Result<void> ImportNode::CheckAllUsed() const {
  for (size_t i = 0; i < used_.size(); ++i) {
    if (used_[i]) continue;
    return MakeError(ErrorCode::kUnsupportedOp, "attribute ",
                     Quoted(proto_.attribute[i].name),
                     " is not known in opset ", opset_, ", or given twice");
  }
  return {};
}

ValueId ImportNode::IntsConstant(const Dims& values) {
  return Constant(Tensor::Of<int64_t>({static_cast<int64_t>(values.size())},
                                      std::span<const int64_t>(values)));
}

ValueId ImportNode::Constant(Tensor tensor) {
  return graph_.AddConstant(name_, std::move(tensor));
}

Result<Tensor> ToTensor(const onnx::TensorProto& tensor) {
  BURIN_ASSIGN(Tensor out,
               Tensor::FromBytes(tensor.dtype, tensor.dims, tensor.bytes()));
  if (tensor.dtype == DType::kBool) {
    for (size_t i = 0; i < out.bytes(); ++i) {
      out.data()[i] = std::byte{out.data()[i] != std::byte{0}};
    }
  }
  return out;
}

}  // namespace burin
