// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Activations, normalisations and pooling.

#include <cmath>

#include "onnx/export_lower.h"

namespace burin {
namespace {

using onnx::MakeAttribute;

// Channels from the last place to the first after the batch, and back.
Dims ToChannelsFirst(int64_t rank) {
  Dims perm = {0, rank - 1};
  for (int64_t i = 1; i + 1 < rank; ++i) perm.push_back(i);
  return perm;
}
Dims ToChannelsLast(int64_t rank) {
  Dims perm = {0};
  for (int64_t i = 2; i < rank; ++i) perm.push_back(i);
  perm.push_back(1);
  return perm;
}

// The dimensions that broadcast a vector of C over B x C x spatial.
Dims ChannelDims(int64_t channels, int64_t rank) {
  Dims dims = {channels};
  for (int64_t i = 2; i < rank; ++i) dims.push_back(1);
  return dims;
}

}  // namespace

// 0.5 x (1 + erf(x / sqrt 2)) in the order of PyTorch's exporter.
LoweredNames Lower(const Gelu& op, const Lowering& at) {
  OnnxWriter& w = at.writer;
  const std::string x = at.operand(0);
  std::string inner;
  if (op.tanh) {
    // tanh(sqrt(2 / pi) (x + 0.044715 x^3))
    const std::string cube = at.Emit("Pow", {x, w.Float(3)});
    const std::string term = at.Emit("Mul", {cube, w.Float(0.044715f)});
    const std::string sum = at.Emit("Add", {x, term});
    constexpr float kRoot2OverPi = 0.7978845608f;
    inner = at.Emit("Tanh", {at.Emit("Mul", {sum, w.Float(kRoot2OverPi)})});
  } else {
    constexpr float kRoot2 = 1.4142135624f;
    inner = at.Emit("Erf", {at.Emit("Div", {x, w.Float(kRoot2)})});
  }
  const std::string one_plus = at.Emit("Add", {inner, w.Float(1)});
  const std::string product = at.Emit("Mul", {x, one_plus});
  return std::vector{at.Emit("Mul", {product, w.Float(0.5f)})};
}

LoweredNames Lower(const BatchNormalization& op, const Lowering& at) {
  std::vector<std::string> inputs = at.operands();
  if (op.channels_last) {
    inputs[0] = at.Transpose(inputs[0], ToChannelsFirst(at.rank(0)));
  }
  std::string y = at.Emit("BatchNormalization", std::move(inputs),
                          {MakeAttribute("epsilon", op.epsilon)});
  if (op.channels_last) y = at.Transpose(y, ToChannelsLast(at.rank(0)));
  return std::vector{y};
}

// Normalised as instances of B x groups x rest, then scaled and shifted channel
// by channel.
LoweredNames Lower(const GroupNormalization& op, const Lowering& at) {
  OnnxWriter& w = at.writer;
  const int64_t rank = at.rank(0);
  const size_t groups = static_cast<size_t>(op.num_groups);
  std::string x = at.operand(0);
  Dims dims = at.dims(0);
  if (op.channels_last) {
    x = at.Transpose(x, ToChannelsFirst(rank));
    dims.insert(dims.begin() + 1, dims.back());
    dims.pop_back();
  }
  const int64_t channels = dims[1];
  dims[0] = 0;
  x = at.Reshape(x, {0, op.num_groups, -1});
  x = at.Emit("InstanceNormalization",
              {x, w.Floats({op.num_groups}, std::vector<float>(groups, 1)),
               w.Floats({op.num_groups}, std::vector<float>(groups, 0))},
              {MakeAttribute("epsilon", op.epsilon)});
  if (op.per_group) {
    x = at.Emit("Mul", {x, w.Reshaped(at.value(1), {op.num_groups, 1})});
    x = at.Emit("Add", {x, w.Reshaped(at.value(2), {op.num_groups, 1})});
    x = at.Reshape(x, dims);
  } else {
    const Dims vector = ChannelDims(channels, rank);
    x = at.Reshape(x, dims);
    x = at.Emit("Mul", {x, w.Reshaped(at.value(1), vector)});
    x = at.Emit("Add", {x, w.Reshaped(at.value(2), vector)});
  }
  if (op.channels_last) x = at.Transpose(x, ToChannelsLast(rank));
  return std::vector{x};
}

LoweredNames Lower(const LayerNormalization& op, const Lowering& at) {
  OnnxWriter& w = at.writer;
  const size_t outputs = at.node.outputs.size();
  if (w.opset() >= 17) {
    return w.EmitMany(
        "LayerNormalization", at.operands(), outputs,
        {MakeAttribute("axis", op.axis), MakeAttribute("epsilon", op.epsilon)});
  }
  if (outputs != 1) return CannotExport(at, "its statistics are read");
  std::vector<int64_t> axes;
  const int64_t first = op.axis < 0 ? op.axis : op.axis - at.rank(0);
  for (int64_t axis = first; axis < 0; ++axis) axes.push_back(axis);
  const std::string x = at.operand(0);
  const auto mean = [&](std::string of) {
    return at.Emit("ReduceMean", {std::move(of)},
                   {MakeAttribute("axes", axes)});
  };
  const std::string centred = at.Emit("Sub", {x, mean(x)});
  const std::string variance = mean(at.Emit("Pow", {centred, w.Float(2)}));
  const std::string deviation =
      at.Emit("Sqrt", {at.Emit("Add", {variance, w.Float(op.epsilon)})});
  std::string y = at.Emit("Div", {centred, deviation});
  y = at.Emit("Mul", {y, at.operand(1)});
  if (at.Has(2)) y = at.Emit("Add", {y, at.operand(2)});
  return std::vector{y};
}

LoweredNames Lower(const GlobalAveragePool& op, const Lowering& at) {
  std::string x = at.operand(0);
  if (op.channels_last) x = at.Transpose(x, ToChannelsFirst(at.rank(0)));
  x = at.Emit("GlobalAveragePool", {x});
  if (op.channels_last) x = at.Transpose(x, ToChannelsLast(at.rank(0)));
  return std::vector{x};
}

}  // namespace burin
