// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The ops that are many ONNX operators.

#include <cmath>

#include "onnx/export_lower.h"

namespace burin {
namespace {

using onnx::MakeAttribute;

// The part of x with channels [from, to) seen from dy, dx further on, zeros
// where that is outside.
std::string ShiftedChannels(const Lowering& at, int64_t from, int64_t to,
                            int64_t dy, int64_t dx) {
  OnnxWriter& w = at.writer;
  std::string x = at.Emit(
      "Slice", {at.operand(0), w.Ints({from}), w.Ints({to}), w.Ints({1})});
  const int64_t step = dy + dx;
  if (step == 0) return x;
  const int64_t axis = dy != 0 ? 2 : 3;
  const int64_t size = at.dims(0)[static_cast<size_t>(axis)];
  const int64_t first = step > 0 ? 1 : 0;
  x = at.Emit("Slice",
              {x, w.Ints({first}), w.Ints({first + size - 1}), w.Ints({axis})});
  std::vector<int64_t> pads(8, 0);
  pads[static_cast<size_t>(step > 0 ? 4 + axis : axis)] = 1;
  return at.Emit("Pad", {x, w.Ints(pads)},
                 {MakeAttribute("mode", std::string("constant"))});
}

// The indices of the elements under a sliding window along one dimension:
// kernel x positions.
std::string WindowIndices(const Lowering& at, int64_t kernel, int64_t stride,
                          int64_t dilation, int64_t positions) {
  std::vector<int64_t> indices;
  for (int64_t k = 0; k < kernel; ++k) {
    for (int64_t p = 0; p < positions; ++p) {
      indices.push_back(p * stride + k * dilation);
    }
  }
  return at.writer.Ints(Dims{kernel, positions}, indices);
}

int64_t WindowCount(int64_t size, int64_t pads, int64_t kernel, int64_t stride,
                    int64_t dilation) {
  return (size + pads - dilation * (kernel - 1) - 1) / stride + 1;
}

// exp(W x - |x|^2 / 2) / sqrt(M) for one of k and q.
std::string Features(const Lowering& at, const std::string& x) {
  OnnxWriter& w = at.writer;
  const int64_t features = at.dims(1)[0];
  const std::string square = at.Emit("Mul", {x, x});
  std::string norm = w.opset() >= 13
                         ? at.Emit("ReduceSum", {square, w.Ints({-1})},
                                   {MakeAttribute("keepdims", int64_t{1})})
                         : at.Emit("ReduceSum", {square},
                                   {MakeAttribute("axes", Dims{-1}),
                                    MakeAttribute("keepdims", int64_t{1})});
  norm = at.Emit("Tile", {norm, w.Ints({1, 1, features})});
  norm = at.Emit("Div", {norm, w.Float(2)});
  std::string product;
  if (w.opset() >= 12) {
    product = at.Emit("Einsum", {x, at.operand(1)},
                      {MakeAttribute("equation", std::string("bti,mi->btm"))});
  } else {
    product = at.Emit("MatMul", {x, at.Transpose(at.operand(1), {1, 0})});
  }
  const std::string exponent = at.Emit("Sub", {product, norm});
  const float root = std::sqrt(static_cast<float>(features));
  return at.Emit("Div", {at.Emit("Exp", {exponent}), w.Float(root)});
}

// The parts k, q, v of the input: those of a Split that is there already
// (T2T-ViT adds v to the result), or of one of our own.
std::vector<std::string> KqvParts(const Lowering& at, int64_t width) {
  for (const NodeId id : at.graph().Order()) {
    const Node& node = at.graph().node(id);
    const auto* split = std::get_if<Split>(&node.op);
    if (split == nullptr || node.inputs[0] != at.value(0) ||
        node.outputs.size() != 3) {
      continue;
    }
    const bool ours = (split->axis == -1 || split->axis == 2) &&
                      at.graph().dims(node.outputs[0])[2] == width &&
                      at.graph().dims(node.outputs[1])[2] == width;
    if (!ours || !at.writer.IsBound(node.outputs[0])) continue;
    std::vector<std::string> names;
    for (const ValueId out : node.outputs) {
      names.push_back(at.writer.Operand(out));
    }
    return names;
  }
  const std::vector<int64_t> sizes(3, width);
  if (at.writer.opset() < 13) {
    return at.writer.EmitMany(
        "Split", {at.operand(0)}, 3,
        {MakeAttribute("axis", int64_t{-1}), MakeAttribute("split", sizes)});
  }
  return at.writer.EmitMany("Split", {at.operand(0), at.writer.Ints(sizes)}, 3,
                            {MakeAttribute("axis", int64_t{-1})});
}

}  // namespace

LoweredNames Lower(const Shift& op, const Lowering& at) {
  if (op.channels_last) return CannotExport(at, "its channels are last");
  const int64_t g = op.group;
  const int64_t channels = at.dims(0)[1];
  std::vector<std::string> parts = {ShiftedChannels(at, 0, g, 0, 1),
                                    ShiftedChannels(at, g, 2 * g, 0, -1),
                                    ShiftedChannels(at, 2 * g, 3 * g, 1, 0),
                                    ShiftedChannels(at, 3 * g, 4 * g, -1, 0)};
  if (4 * g < channels) {
    parts.push_back(ShiftedChannels(at, 4 * g, channels, 0, 0));
  }
  return std::vector{
      at.Emit("Concat", std::move(parts), {MakeAttribute("axis", int64_t{1})})};
}

// Rows, then columns of each window gathered from the padded image.
LoweredNames Lower(const Unfold& op, const Lowering& at) {
  if (op.channels_last) return CannotExport(at, "its channels are last");
  OnnxWriter& w = at.writer;
  const Dims& dims = at.dims(0);
  const int64_t rows =
      WindowCount(dims[2], op.pads[0] + op.pads[2], op.kernel[0], op.strides[0],
                  op.dilations[0]);
  const int64_t columns =
      WindowCount(dims[3], op.pads[1] + op.pads[3], op.kernel[1], op.strides[1],
                  op.dilations[1]);
  std::string x = at.operand(0);
  x = at.Emit(
      "Pad",
      {x, w.Ints({0, 0, op.pads[0], op.pads[1], 0, 0, op.pads[2], op.pads[3]})},
      {MakeAttribute("mode", std::string("constant"))});
  x = at.Emit("Gather",
              {x, WindowIndices(at, op.kernel[0], op.strides[0],
                                op.dilations[0], rows)},
              {MakeAttribute("axis", int64_t{2})});
  x = at.Emit("Gather",
              {x, WindowIndices(at, op.kernel[1], op.strides[1],
                                op.dilations[1], columns)},
              {MakeAttribute("axis", int64_t{4})});
  // B x C x kh x rows x kw x columns
  x = at.Transpose(x, {0, 1, 2, 4, 3, 5});
  x = at.Reshape(x, {0, dims[1] * op.kernel[0] * op.kernel[1], -1});
  return std::vector{at.Transpose(x, {0, 2, 1})};
}

LoweredNames Lower(const Attention& op, const Lowering& at) {
  OnnxWriter& w = at.writer;
  const int64_t columns = at.dims(0)[2] / 3;
  std::string x =
      at.Reshape(at.operand(0), {0, 0, 3, op.heads, columns / op.heads});
  x = at.Transpose(x, {2, 0, 3, 1, 4});
  const auto part = [&](int64_t i) {
    return at.Emit("Gather", {x, w.Ints(Dims{}, {i})},
                   {MakeAttribute("axis", int64_t{0})});
  };
  const std::string q = part(0);
  const std::string k = part(1);
  const std::string v = part(2);
  std::string y = at.Emit("MatMul", {q, at.Transpose(k, {0, 1, 3, 2})});
  y = at.Emit("Mul", {y, w.Float(op.scale)});
  y = at.Emit("Softmax", {y}, {MakeAttribute("axis", int64_t{3})});
  y = at.Emit("MatMul", {y, v});
  y = at.Transpose(y, {0, 2, 1, 3});
  return std::vector{at.Reshape(y, {0, 0, columns})};
}

LoweredNames Lower(const Performer& op, const Lowering& at) {
  OnnxWriter& w = at.writer;
  const int64_t width = at.dims(1)[1];
  const std::vector<std::string> kqv = KqvParts(at, width);
  const std::string& v = kqv[2];
  const std::string k = Features(at, kqv[0]);
  const std::string q = Features(at, kqv[1]);
  const std::string k_sum =
      w.opset() >= 13 ? at.Emit("ReduceSum", {k, w.Ints({1})},
                                {MakeAttribute("keepdims", int64_t{0})})
                      : at.Emit("ReduceSum", {k},
                                {MakeAttribute("axes", Dims{1}),
                                 MakeAttribute("keepdims", int64_t{0})});
  const auto unsqueeze = [&](const std::string& x) {
    return w.opset() >= 13
               ? at.Emit("Unsqueeze", {x, w.Ints({2})})
               : at.Emit("Unsqueeze", {x}, {MakeAttribute("axes", Dims{2})});
  };
  std::string weight;  // f(q) . sum f(k): B x L x 1
  std::string y;       // f(q) . sum f(k) v': B x L x E
  if (w.opset() >= 12) {
    const auto einsum = [&](const char* equation, const std::string& a,
                            const std::string& b) {
      return at.Emit("Einsum", {a, b},
                     {MakeAttribute("equation", std::string(equation))});
    };
    weight = unsqueeze(einsum("bti,bi->bt", q, k_sum));
    y = einsum("bti,bni->btn", q, einsum("bin,bim->bnm", v, k));
  } else {
    weight = at.Emit("MatMul", {q, unsqueeze(k_sum)});
    const std::string kv = at.Emit("MatMul", {at.Transpose(v, {0, 2, 1}), k});
    y = at.Emit("MatMul", {q, at.Transpose(kv, {0, 2, 1})});
  }
  weight = at.Emit("Tile", {weight, w.Ints({1, 1, width})});
  weight = at.Emit("Add", {weight, w.Float(op.epsilon)});
  return std::vector{at.Emit("Div", {y, weight})};
}

}  // namespace burin
