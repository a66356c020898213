// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops whose attributes became inputs, or got new ones, between opsets 11 and
// 21, and reductions.

#include <algorithm>

#include "onnx/export_lower.h"

namespace burin {
namespace {

using onnx::MakeAttribute;

// `axes` (input i) as the attribute that operators had before opset 13, or as
// the input that they have since.
LoweredNames EmitWithAxes(const Lowering& at, std::string op_type, size_t i,
                          bool as_input,
                          OnnxWriter::Attributes attributes = {}) {
  std::vector<std::string> inputs = {at.operand(0)};
  if (at.Has(i) && as_input) {
    inputs.push_back(at.operand(i));
  } else if (at.Has(i)) {
    BURIN_ASSIGN(std::vector<int64_t> axes, at.ConstantInts(i, "axes"));
    attributes.push_back(MakeAttribute("axes", std::move(axes)));
  }
  return std::vector{
      at.Emit(std::move(op_type), std::move(inputs), std::move(attributes))};
}

}  // namespace

LoweredNames Lower(const Shape& op, const Lowering& at) {
  const bool whole = op.start == 0 && op.end >= at.rank(0);
  if (whole) return std::vector{at.Emit("Shape", {at.operand(0)})};
  if (at.writer.opset() >= 15) {
    OnnxWriter::Attributes attributes = {MakeAttribute("start", op.start)};
    if (op.end < at.rank(0)) attributes.push_back(MakeAttribute("end", op.end));
    return std::vector{
        at.Emit("Shape", {at.operand(0)}, std::move(attributes))};
  }
  const std::string shape = at.Emit("Shape", {at.operand(0)});
  return std::vector{
      at.Emit("Slice", {shape, at.writer.Ints({op.start}),
                        at.writer.Ints({op.end}), at.writer.Ints({0})})};
}

LoweredNames Lower(const ConstantOfShape&, const Lowering& at) {
  OnnxWriter::Attributes attributes;
  if (at.Has(1)) {
    if (!at.graph().IsConstant(at.value(1))) {
      return CannotExport(at, "the value is not constant");
    }
    ConstTensorView value = at.graph().constant(at.value(1)).view();
    const Dims one = {1};
    value.dims = one;
    attributes.push_back(MakeAttribute("value", onnx::MakeTensor("", value)));
  }
  return std::vector{
      at.Emit("ConstantOfShape", {at.operand(0)}, std::move(attributes))};
}

LoweredNames Lower(const Reshape& op, const Lowering& at) {
  if (!op.allowzero) return std::vector{at.Emit("Reshape", at.operands())};
  if (at.writer.opset() < 14) return CannotExport(at, "allowzero is set");
  return std::vector{at.Emit("Reshape", at.operands(),
                             {MakeAttribute("allowzero", int64_t{1})})};
}

LoweredNames Lower(const Squeeze&, const Lowering& at) {
  return EmitWithAxes(at, "Squeeze", 1, at.writer.opset() >= 13);
}

LoweredNames Lower(const Unsqueeze&, const Lowering& at) {
  return EmitWithAxes(at, "Unsqueeze", 1, at.writer.opset() >= 13);
}

LoweredNames Lower(const Split& op, const Lowering& at) {
  // The sizes are always written: equal parts of an odd size are not in every
  // opset.
  const size_t outputs = at.node.outputs.size();
  std::vector<int64_t> sizes;
  const int64_t axis = op.axis < 0 ? op.axis + at.rank(0) : op.axis;
  for (const ValueId id : at.node.outputs) {
    sizes.push_back(at.graph().dims(id)[static_cast<size_t>(axis)]);
  }
  if (at.writer.opset() < 13) {
    return at.writer.EmitMany("Split", {at.operand(0)}, outputs,
                              {MakeAttribute("axis", op.axis),
                               MakeAttribute("split", std::move(sizes))});
  }
  return at.writer.EmitMany("Split", {at.operand(0), at.writer.Ints(sizes)},
                            outputs, {MakeAttribute("axis", op.axis)});
}

LoweredNames Lower(const Pad& op, const Lowering& at) {
  if (op.mode == "wrap") return CannotExport(at, "mode wrap");
  std::string pads = at.operand(1);
  if (at.Has(3)) {
    BURIN_ASSIGN(const std::vector<int64_t> given, at.ConstantInts(1, "pads"));
    BURIN_ASSIGN(const std::vector<int64_t> axes, at.ConstantInts(3, "axes"));
    const size_t rank = static_cast<size_t>(at.rank(0));
    std::vector<int64_t> all(2 * rank, 0);
    for (size_t i = 0; i < axes.size(); ++i) {
      BURIN_ASSIGN(const int64_t axis, NormalizeAxis(axes[i], rank));
      all[static_cast<size_t>(axis)] = given[i];
      all[rank + static_cast<size_t>(axis)] = given[axes.size() + i];
    }
    pads = at.writer.Ints(all);
  }
  return std::vector{at.Emit("Pad", {at.operand(0), pads, at.operand(2)},
                             {MakeAttribute("mode", op.mode)})};
}

LoweredNames Lower(const ScatterND& op, const Lowering& at) {
  if (op.reduction == "none") {
    return std::vector{at.Emit("ScatterND", at.operands())};
  }
  const bool known = op.reduction == "add" || op.reduction == "mul";
  if (at.writer.opset() < 16 || !known) {
    return CannotExport(at, "reduction ", op.reduction);
  }
  return std::vector{at.Emit("ScatterND", at.operands(),
                             {MakeAttribute("reduction", op.reduction)})};
}

LoweredNames Lower(const ReduceMean& op, const Lowering& at) {
  if (!at.Has(1) && op.noop_with_empty_axes) {
    return std::vector{at.Emit("Identity", {at.operand(0)})};
  }
  return EmitWithAxes(
      at, "ReduceMean", 1, /*as_input=*/false,
      {MakeAttribute("keepdims", static_cast<int64_t>(op.keepdims))});
}

LoweredNames Lower(const ReduceSum& op, const Lowering& at) {
  if (!at.Has(1) && op.noop_with_empty_axes) {
    return std::vector{at.Emit("Identity", {at.operand(0)})};
  }
  return EmitWithAxes(
      at, "ReduceSum", 1, at.writer.opset() >= 13,
      {MakeAttribute("keepdims", static_cast<int64_t>(op.keepdims))});
}

LoweredNames Lower(const Softmax& op, const Lowering& at) {
  // Before opset 13 the axis starts a flattened rest; the two meanings agree on
  // the last axis.
  const int64_t last = at.rank(0) - 1;
  const int64_t axis = op.axis < 0 ? op.axis + at.rank(0) : op.axis;
  const bool old = at.writer.opset() < 13;
  const auto softmax = [&](std::string x, int64_t along) {
    return at.Emit("Softmax", {std::move(x)}, {MakeAttribute("axis", along)});
  };
  if (axis == last || op.flatten_to_2d == old) {
    return std::vector{softmax(at.operand(0), axis)};
  }
  if (op.flatten_to_2d) {
    if (axis == 0) return CannotExport(at, "softmax over the batch");
    Dims flat(static_cast<size_t>(axis), 0);
    flat.push_back(-1);
    Dims back = at.dims(0);
    back[0] = 0;
    const std::string y = softmax(at.Reshape(at.operand(0), flat), axis);
    return std::vector{at.Reshape(y, back)};
  }
  Dims perm(at.dims(0).size());
  for (size_t i = 0; i < perm.size(); ++i) perm[i] = static_cast<int64_t>(i);
  std::swap(perm[static_cast<size_t>(axis)], perm.back());
  const std::string y = softmax(at.Transpose(at.operand(0), perm), last);
  return std::vector{at.Transpose(y, perm)};
}

}  // namespace burin
