// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_gelu.h. A product is taken apart into its numbers, multiplied, and
// its two other factors, one of which must be the sum with erf.

#include "passes/lift_gelu.h"

#include <vector>

#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

constexpr double kSqrtHalf = 0.70710678118654752440;

struct Factors {
  double number = 1;
  std::vector<ValueId> values;
  std::vector<NodeId> nodes;  // whose products and quotients were taken apart
};

// Splits products down to `depth` levels.
void TakeApart(const Graph& graph, ValueId value, int depth, Factors& out) {
  const Node* node = graph.Producer(value);
  if (node != nullptr && depth > 0) {
    const bool product = std::holds_alternative<Mul>(node->op);
    const bool quotient = std::holds_alternative<Div>(node->op);
    if (product || quotient) {
      const auto splat = SplatOperandOf(graph, *node, product);
      if (splat && (product || splat->number != 0)) {
        out.number *= product ? splat->number : 1 / splat->number;
        out.nodes.push_back(graph.value(value).producer);
        TakeApart(graph, splat->other, depth - 1, out);
        return;
      }
      if (product) {
        out.nodes.push_back(graph.value(value).producer);
        TakeApart(graph, node->inputs[0], depth - 1, out);
        TakeApart(graph, node->inputs[1], depth - 1, out);
        return;
      }
    }
  }
  out.values.push_back(value);
}

// scale * (1 + erf(x / sqrt 2)).
struct ErfSum {
  double scale = 1;
  ValueId x;
  std::vector<NodeId> nodes;
};

std::optional<ErfSum> MatchErfSum(const Graph& graph, ValueId value) {
  if (graph.ProducerOp<Add>(value) == nullptr) return std::nullopt;
  ErfSum out;
  const Node& sum = *graph.Producer(value);
  const auto constant = SplatOperandOf(graph, sum);
  if (!constant) return std::nullopt;
  Factors erf;
  TakeApart(graph, constant->other, 1, erf);
  if (erf.values.size() != 1 || !IsNear(erf.number, constant->number) ||
      graph.ProducerOp<Erf>(erf.values[0]) == nullptr) {
    return std::nullopt;
  }
  const Node& erf_node = *graph.Producer(erf.values[0]);
  Factors inner;
  TakeApart(graph, erf_node.inputs[0], 1, inner);
  if (inner.values.size() != 1 || !IsNear(inner.number, kSqrtHalf)) {
    return std::nullopt;
  }
  out.scale = constant->number;
  out.x = inner.values[0];
  out.nodes = inner.nodes;
  out.nodes.push_back(graph.value(erf.values[0]).producer);
  out.nodes.insert(out.nodes.end(), erf.nodes.begin(), erf.nodes.end());
  out.nodes.push_back(graph.value(value).producer);
  return out;
}

// x and the sum, in either order, with 0.5 over all.
std::optional<ErfSum> MatchGelu(const Graph& graph, const Factors& factors) {
  for (const size_t i : {size_t{0}, size_t{1}}) {
    auto sum = MatchErfSum(graph, factors.values[i]);
    if (!sum || sum->x != factors.values[1 - i] ||
        !IsNear(sum->scale * factors.number, 0.5)) {
      continue;
    }
    sum->nodes.insert(sum->nodes.end(), factors.nodes.rbegin(),
                      factors.nodes.rend());
    return sum;
  }
  return std::nullopt;
}

}  // namespace

Result<bool> LiftGelu(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    const bool product = std::holds_alternative<Mul>(node.op) ||
                         std::holds_alternative<Div>(node.op);
    if (!product || graph.type(node.outputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    // The shallowest way to take it apart that fits: x may be a product too.
    constexpr int kMaxDepth = 3;
    for (int depth = 1; depth <= kMaxDepth; ++depth) {
      Factors factors;
      TakeApart(graph, node.outputs[0], depth, factors);
      if (factors.values.size() != 2) continue;
      auto gelu = MatchGelu(graph, factors);
      if (!gelu || graph.dims(gelu->x) != graph.dims(node.outputs[0])) continue;
      BURIN_ASSIGN(const ValueId made,
                   rewriter.Add(Gelu{.tanh = false}, {gelu->x}, gelu->nodes));
      rewriter.Replace(node.outputs[0], made);
      return {};
    }
    return {};
  });
}

}  // namespace burin
