// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See operands.h.

#include "passes/operands.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {
namespace {

// Larger constants are weights; nobody asks whether they are one number.
constexpr int64_t kMaxSplatElements = 65'536;

std::optional<double> SplatOfConstant(const Tensor& tensor) {
  const int64_t count = tensor.elements();
  if (count < 1 || count > kMaxSplatElements) return std::nullopt;
  return DispatchDType(tensor.dtype(),
                       [&]<typename T>() -> std::optional<double> {
                         const auto all = tensor.Span<T>();
                         for (const T& item : all) {
                           if (!(item == all[0])) return std::nullopt;
                         }
                         if constexpr (std::is_same_v<T, Float16> ||
                                       std::is_same_v<T, BFloat16>) {
                           return static_cast<float>(all[0]);
                         } else {
                           return static_cast<double>(all[0]);
                         }
                       });
}

}  // namespace

std::optional<double> SplatOf(const Graph& graph, ValueId value) {
  // Chains of repetitions are short in real models.
  for (int depth = 0; depth < 8 && value.valid(); ++depth) {
    if (graph.IsConstant(value)) return SplatOfConstant(graph.constant(value));
    const Node* node = graph.Producer(value);
    if (node == nullptr) return std::nullopt;
    if (std::holds_alternative<ConstantOfShape>(node->op)) {
      if (node->inputs.size() < 2) return 0;
      value = node->inputs[1];
    } else if (std::holds_alternative<Expand>(node->op) ||
               std::holds_alternative<Reshape>(node->op) ||
               std::holds_alternative<Slice>(node->op) ||
               std::holds_alternative<Tile>(node->op) ||
               std::holds_alternative<Transpose>(node->op) ||
               std::holds_alternative<Unsqueeze>(node->op) ||
               std::holds_alternative<Squeeze>(node->op)) {
      value = node->inputs[0];
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool IsNear(double a, double b) {
  // float32 keeps 24 bits; constants come rounded once or twice.
  return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b));
}

std::optional<SplatOperand> SplatOperandOf(const Graph& graph, const Node& node,
                                           bool commutes) {
  if (node.inputs.size() != 2 || node.outputs.size() != 1) return std::nullopt;
  const Dims& out = graph.dims(node.outputs[0]);
  for (const size_t i : {size_t{1}, size_t{0}}) {
    if (i == 0 && !commutes) break;
    const ValueId other = node.inputs[1 - i];
    if (graph.IsConstant(other) || graph.dims(other) != out) continue;
    if (graph.type(other).dtype != graph.type(node.outputs[0]).dtype) continue;
    if (const auto number = SplatOf(graph, node.inputs[i])) {
      return SplatOperand{*number, other};
    }
  }
  return std::nullopt;
}

std::optional<ValueId> OperandBesideSplat(const Graph& graph, const Node& node,
                                          double number, bool commutes) {
  const auto found = SplatOperandOf(graph, node, commutes);
  if (!found || found->number != number) return std::nullopt;
  return found->other;
}

std::optional<ConstantOperand> ConstantOperandOf(const Graph& graph,
                                                 const Node& node) {
  if (node.inputs.size() != 2) return std::nullopt;
  for (const size_t i : {size_t{1}, size_t{0}}) {
    if (graph.IsConstant(node.inputs[i]) &&
        !graph.IsConstant(node.inputs[1 - i])) {
      return ConstantOperand{node.inputs[i], node.inputs[1 - i]};
    }
  }
  return std::nullopt;
}

std::optional<Dims> AxesOf(const Graph& graph, const Node& node, size_t rank) {
  Dims axes;
  if (node.inputs.size() < 2 || !node.inputs[1].valid()) {
    for (size_t i = 0; i < rank; ++i) axes.push_back(static_cast<int64_t>(i));
    return axes;
  }
  const auto given = IntegerConstant(graph, node.inputs[1]);
  if (!given) return std::nullopt;
  for (const int64_t axis : *given) {
    const Result<int64_t> normal = NormalizeAxis(axis, rank);
    if (!normal.ok()) return std::nullopt;
    axes.push_back(*normal);
  }
  std::sort(axes.begin(), axes.end());
  return axes;
}

std::optional<std::vector<float>> VectorAlong(const Graph& graph,
                                              ValueId constant, size_t axis,
                                              size_t rank, int64_t size) {
  const auto floats = FloatConstant(graph, constant);
  const Dims& dims = graph.dims(constant);
  constexpr int64_t kMaxChannels = int64_t{1} << 24;
  if (!floats || dims.size() > rank || size > kMaxChannels) return std::nullopt;
  for (size_t i = 0; i < dims.size(); ++i) {
    const bool along = rank - dims.size() + i == axis;
    if (dims[i] != 1 && (!along || dims[i] != size)) return std::nullopt;
  }
  if (floats->size() == 1) {
    return std::vector<float>(static_cast<size_t>(size), (*floats)[0]);
  }
  return std::vector<float>(floats->begin(), floats->end());
}

bool KeepsOrder(const Dims& dims, const Dims& perm) {
  int64_t last = -1;
  for (const int64_t axis : perm) {
    if (dims[static_cast<size_t>(axis)] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

Dims FullPerm(const Dims& perm, size_t rank) {
  if (!perm.empty()) return perm;
  Dims out;
  for (size_t i = rank; i-- > 0;) out.push_back(static_cast<int64_t>(i));
  return out;
}

bool IsIdentity(const Dims& perm) {
  for (size_t i = 0; i < perm.size(); ++i) {
    if (perm[i] != static_cast<int64_t>(i)) return false;
  }
  return true;
}

Dims ComposePerms(const Dims& inner, const Dims& outer) {
  Dims out;
  for (const int64_t axis : outer) {
    out.push_back(inner[static_cast<size_t>(axis)]);
  }
  return out;
}

}  // namespace burin
