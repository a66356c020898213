// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Matrix products and convolutions.

#include "onnx/export_lower.h"

namespace burin {

using onnx::MakeAttribute;

LoweredNames Lower(const Gemm& op, const Lowering& at) {
  return std::vector{
      at.Emit("Gemm", at.operands(),
              {MakeAttribute("alpha", op.alpha), MakeAttribute("beta", op.beta),
               MakeAttribute("transA", static_cast<int64_t>(op.trans_a)),
               MakeAttribute("transB", static_cast<int64_t>(op.trans_b))})};
}

LoweredNames Lower(const Einsum& op, const Lowering& at) {
  if (at.writer.opset() < 12) return CannotExport(at, "Einsum came with 12");
  return std::vector{at.Emit("Einsum", at.operands(),
                             {MakeAttribute("equation", op.equation)})};
}

LoweredNames Lower(const Conv& op, const Lowering& at) {
  if (op.channels_last) return CannotExport(at, "its channels are last");
  const Dims& weight = at.dims(1);
  const size_t spatial = weight.size() - 2;
  const auto or_all = [](const Dims& given, size_t count, int64_t value) {
    return given.empty() ? Dims(count, value) : given;
  };
  return std::vector{at.Emit(
      "Conv", at.operands(),
      {MakeAttribute("dilations", or_all(op.dilations, spatial, 1)),
       MakeAttribute("group", op.group),
       MakeAttribute("kernel_shape", Dims(weight.begin() + 2, weight.end())),
       MakeAttribute("pads", or_all(op.pads, 2 * spatial, 0)),
       MakeAttribute("strides", or_all(op.strides, spatial, 1))})};
}

LoweredNames Lower(const Linear&, const Lowering& at) {
  const std::string y = at.Emit("MatMul", {at.operand(0), at.operand(1)});
  if (!at.Has(2)) return std::vector{y};
  return std::vector{at.Emit("Add", {at.operand(2), y})};
}

// The axis takes the channels' place of a 1 x 1 convolution, as in sMLPNet.
LoweredNames Lower(const TokenMix& op, const Lowering& at) {
  if (at.rank(0) != 4 || op.axis == 0) {
    return CannotExport(at, "axis ", op.axis, " of ", at.rank(0),
                        " dimensions");
  }
  const int64_t axis = op.axis < 0 ? op.axis + 4 : op.axis;
  Dims there = {0, 1, 2, 3};
  Dims back = there;
  if (axis == 2) there = back = {0, 2, 1, 3};
  if (axis == 3) {
    there = {0, 3, 1, 2};
    back = {0, 2, 3, 1};
  }
  const Dims& matrix = at.dims(1);
  std::string x = at.operand(0);
  if (axis != 1) x = at.Transpose(x, there);
  x = at.Emit("Conv",
              {x, at.writer.Reshaped(at.value(1), {matrix[0], matrix[1], 1, 1}),
               at.operand(2)},
              {MakeAttribute("dilations", Dims{1, 1}),
               MakeAttribute("group", int64_t{1}),
               MakeAttribute("kernel_shape", Dims{1, 1}),
               MakeAttribute("pads", Dims{0, 0, 0, 0}),
               MakeAttribute("strides", Dims{1, 1})});
  if (axis != 1) x = at.Transpose(x, back);
  return std::vector{x};
}

}  // namespace burin
