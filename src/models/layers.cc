// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One node a layer. The epsilons are PyTorch's defaults, which all three
// networks keep.

#include "models/layers.h"

namespace burin {
namespace {

constexpr float kEpsilon = 1e-5f;

}  // namespace

Layer Layer::Item(const std::string& sequence, int64_t index) const {
  const std::string item = StrCat(sequence, ".", index);
  return {(*this / item).module, (*this / sequence / item).scope};
}

Result<ValueId> LayerBuilder::Parameter(const std::string& name,
                                        const Dims& dims) {
  BURIN_ASSIGN(Tensor tensor, weights_.Take(name, dims));
  return graph_.AddConstant(name, std::move(tensor));
}

ValueId LayerBuilder::Ints(const std::string& name,
                           const std::vector<int64_t>& values) {
  return graph_.AddConstant(
      name, Tensor::Of<int64_t>({static_cast<int64_t>(values.size())},
                                std::span<const int64_t>(values)));
}

Result<ValueId> LayerBuilder::Conv(ValueId x, const Layer& layer,
                                   const ConvShape& shape) {
  const int64_t channels = graph_.dims(x)[1];
  BURIN_ASSIGN(
      const ValueId weight,
      Parameter(layer.module + ".weight", {shape.out, channels / shape.group,
                                           shape.kernel, shape.kernel}));
  std::vector<ValueId> inputs = {x, weight};
  if (shape.bias) {
    BURIN_ASSIGN(const ValueId bias,
                 Parameter(layer.module + ".bias", {shape.out}));
    inputs.push_back(bias);
  }
  return graph_.Add(
      burin::Conv{.strides = {shape.stride, shape.stride},
                  .pads = {shape.pad, shape.pad, shape.pad, shape.pad},
                  .dilations = {1, 1},
                  .group = shape.group},
      std::move(inputs), layer.Name("Conv"));
}

Result<ValueId> LayerBuilder::BatchNorm(ValueId x, const Layer& layer) {
  const Dims dims = {graph_.dims(x)[1]};
  std::vector<ValueId> inputs = {x};
  for (const char* part :
       {".weight", ".bias", ".running_mean", ".running_var"}) {
    BURIN_ASSIGN(const ValueId value, Parameter(layer.module + part, dims));
    inputs.push_back(value);
  }
  return graph_.Add(BatchNormalization{.epsilon = kEpsilon}, std::move(inputs),
                    layer.Name("BatchNormalization"));
}

Result<ValueId> LayerBuilder::GroupNorm(ValueId x, const Layer& layer) {
  const Dims dims = {graph_.dims(x)[1]};
  BURIN_ASSIGN(const ValueId scale, Parameter(layer.module + ".weight", dims));
  BURIN_ASSIGN(const ValueId bias, Parameter(layer.module + ".bias", dims));
  return graph_.Add(GroupNormalization{.num_groups = 1, .epsilon = kEpsilon},
                    {x, scale, bias}, layer.Name("GroupNormalization"));
}

Result<ValueId> LayerBuilder::LayerNorm(ValueId x, const Layer& layer) {
  const Dims dims = {graph_.dims(x).back()};
  BURIN_ASSIGN(const ValueId scale, Parameter(layer.module + ".weight", dims));
  BURIN_ASSIGN(const ValueId bias, Parameter(layer.module + ".bias", dims));
  return graph_.Add(LayerNormalization{.axis = -1, .epsilon = kEpsilon},
                    {x, scale, bias}, layer.Name("LayerNormalization"));
}

Result<ValueId> LayerBuilder::Linear(ValueId x, const Layer& layer,
                                     int64_t columns) {
  const std::string name = layer.module + ".weight";
  BURIN_ASSIGN(Tensor weight,
               weights_.TakeTransposed(name, columns, graph_.dims(x).back()));
  std::vector<ValueId> inputs = {x,
                                 graph_.AddConstant(name, std::move(weight))};
  if (weights_.Has(layer.module + ".bias")) {
    BURIN_ASSIGN(const ValueId bias,
                 Parameter(layer.module + ".bias", {columns}));
    inputs.push_back(bias);
  }
  return graph_.Add(burin::Linear{}, std::move(inputs), layer.Name("Linear"));
}

Result<ValueId> LayerBuilder::Head(ValueId x, const Layer& layer) {
  BURIN_ASSIGN(const Dims shape, weights_.Shape(layer.module + ".weight", 2));
  const int64_t classes = shape[0];
  BURIN_ASSIGN(
      const ValueId weight,
      Parameter(layer.module + ".weight", {classes, graph_.dims(x).back()}));
  BURIN_ASSIGN(const ValueId bias,
               Parameter(layer.module + ".bias", {classes}));
  return graph_.Add(Gemm{.trans_b = true}, {x, weight, bias},
                    layer.Name("Gemm"));
}

Result<ValueId> LayerBuilder::Gelu(ValueId x, const Layer& layer) {
  return graph_.Add(burin::Gelu{}, {x}, layer.Name("Gelu"));
}

Result<ValueId> LayerBuilder::Relu(ValueId x, const Layer& layer) {
  return graph_.Add(burin::Relu{}, {x}, layer.Name("Relu"));
}

Result<ValueId> LayerBuilder::TokenMix(ValueId x, const Layer& layer,
                                       int64_t axis) {
  const std::string name = layer.module + ".weight";
  const int64_t n = graph_.dims(x)[static_cast<size_t>(axis)];
  BURIN_ASSIGN(Tensor weight, weights_.Take(name, {n, n, 1, 1}));
  weight.Reshape({n, n});
  const ValueId matrix = graph_.AddConstant(name, std::move(weight));
  BURIN_ASSIGN(const ValueId bias, Parameter(layer.module + ".bias", {n}));
  return graph_.Add(burin::TokenMix{.axis = axis}, {x, matrix, bias},
                    layer.Name("TokenMix"));
}

}  // namespace burin
