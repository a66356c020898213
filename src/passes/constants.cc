// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See constants.h.

#include "passes/constants.h"

#include <cmath>

#include "ops/evaluate.h"

namespace burin {

std::optional<std::span<const float>> FloatConstant(const Graph& graph,
                                                    ValueId value) {
  if (!graph.IsConstant(value)) return std::nullopt;
  const Tensor& tensor = graph.constant(value);
  if (tensor.dtype() != DType::kFloat32) return std::nullopt;
  return tensor.Span<float>();
}

bool IsFloatRow(const Graph& graph, ValueId value, int64_t columns) {
  return FloatConstant(graph, value).has_value() &&
         graph.dims(value) == Dims{columns};
}

ValueId AddFloats(Graph& graph, std::string name, Dims dims,
                  const std::vector<float>& elements) {
  return graph.AddConstant(
      std::move(name),
      Tensor::Of<float>(std::move(dims), std::span<const float>(elements)));
}

Result<ValueId> PermuteConstant(Graph& graph, ValueId constant,
                                const Dims& perm) {
  const ConstTensorView view = graph.constant(constant).view();
  BURIN_ASSIGN(std::vector<Tensor> made,
               EvaluateToTensors(Transpose{perm}, {&view, 1}, 1));
  return graph.AddConstant(graph.value(constant).name, std::move(made[0]));
}

std::optional<Affine> AffineOf(const Graph& graph, const Node& batch_norm) {
  const auto* op = std::get_if<BatchNormalization>(&batch_norm.op);
  if (op == nullptr || batch_norm.inputs.size() != 5) return std::nullopt;
  std::span<const float> parts[4];
  for (size_t i = 0; i < 4; ++i) {
    const auto floats = FloatConstant(graph, batch_norm.inputs[i + 1]);
    if (!floats) return std::nullopt;
    parts[i] = *floats;
  }
  const auto [scale, bias, mean, variance] = parts;
  Affine out;
  for (size_t c = 0; c < scale.size(); ++c) {
    const double s = scale[c] / std::sqrt(static_cast<double>(variance[c]) +
                                          static_cast<double>(op->epsilon));
    out.scale.push_back(static_cast<float>(s));
    out.bias.push_back(static_cast<float>(bias[c] - mean[c] * s));
  }
  return out;
}

}  // namespace burin
