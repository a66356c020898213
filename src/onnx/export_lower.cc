// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that are one ONNX operator with the same inputs in every opset, and the
// choice among all ops.

#include "onnx/export_lower.h"

#include <optional>

namespace burin {
namespace {

using Attributes = OnnxWriter::Attributes;

// The attributes of an op that is the operator of its name; empty for an op
// that has a Lower() of its own, or none.
template <typename T>
std::optional<Attributes> PlainAttributes(const T&) {
  return std::nullopt;
}
#define BURIN_PLAIN(Name)                                  \
  std::optional<Attributes> PlainAttributes(const Name&) { \
    return Attributes{};                                   \
  }
BURIN_PLAIN(Add)
BURIN_PLAIN(Sub)
BURIN_PLAIN(Mul)
BURIN_PLAIN(Div)
BURIN_PLAIN(Pow)
BURIN_PLAIN(Equal)
BURIN_PLAIN(Where)
BURIN_PLAIN(Erf)
BURIN_PLAIN(Exp)
BURIN_PLAIN(Sqrt)
BURIN_PLAIN(Relu)
BURIN_PLAIN(Identity)
BURIN_PLAIN(Range)
BURIN_PLAIN(Expand)
BURIN_PLAIN(Tile)
BURIN_PLAIN(Slice)
BURIN_PLAIN(MatMul)
#undef BURIN_PLAIN
std::optional<Attributes> PlainAttributes(const Cast& op) {
  return Attributes{onnx::MakeAttribute("to", static_cast<int64_t>(op.to))};
}
std::optional<Attributes> PlainAttributes(const Flatten& op) {
  return Attributes{onnx::MakeAttribute("axis", op.axis)};
}
std::optional<Attributes> PlainAttributes(const Concat& op) {
  return Attributes{onnx::MakeAttribute("axis", op.axis)};
}
std::optional<Attributes> PlainAttributes(const Gather& op) {
  return Attributes{onnx::MakeAttribute("axis", op.axis)};
}
std::optional<Attributes> PlainAttributes(const Transpose& op) {
  if (op.perm.empty()) return Attributes{};
  return Attributes{onnx::MakeAttribute("perm", op.perm)};
}
std::optional<Attributes> PlainAttributes(const InstanceNormalization& op) {
  return Attributes{onnx::MakeAttribute("epsilon", op.epsilon)};
}

template <typename T>
concept HasLowering = requires(const T& op, const Lowering& at) {
  { Lower(op, at) } -> std::same_as<LoweredNames>;
};

template <typename T>
LoweredNames LowerOp(const T& op, const Lowering& at) {
  if constexpr (HasLowering<T>) {
    return Lower(op, at);
  } else {
    const std::optional<Attributes> attributes = PlainAttributes(op);
    if (!attributes) {
      return CannotExport(at, "it is an op of the compiler only");
    }
    return std::vector{
        at.Emit(std::string(OpName(at.node.op)), at.operands(), *attributes)};
  }
}

}  // namespace

std::vector<std::string> Lowering::operands() const {
  std::vector<std::string> names;
  for (const ValueId id : node.inputs) names.push_back(writer.Operand(id));
  return names;
}

Result<std::vector<int64_t>> Lowering::ConstantInts(
    size_t i, std::string_view what) const {
  if (!graph().IsConstant(value(i))) {
    return CannotExport(*this, what, " is not constant");
  }
  return ToInt64s(graph().constant(value(i)).view());
}

std::string Lowering::Transpose(std::string x, Dims perm) const {
  return Emit("Transpose", {std::move(x)},
              {onnx::MakeAttribute("perm", std::move(perm))});
}

std::string Lowering::Reshape(std::string x, const Dims& shape) const {
  return Emit("Reshape", {std::move(x), writer.Ints(shape)});
}

LoweredNames LowerNode(const Lowering& at) {
  return std::visit([&](const auto& op) { return LowerOp(op, at); }, at.node.op)
      .Context(StrCat("node '", at.node.name, "' (", OpName(at.node.op), ")"));
}

}  // namespace burin
