// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_layer_norm.h.

#include "passes/lift_layer_norm.h"

#include <algorithm>

#include "passes/constants.h"
#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

// A ReduceMean that keeps its dimensions: what it reads, and its first axis if
// its axes are all from there on.
struct Mean {
  ValueId x;
  int64_t axis = 0;
};
std::optional<Mean> MatchMean(const Graph& graph, ValueId value) {
  const auto* op = graph.ProducerOp<ReduceMean>(value);
  if (op == nullptr || !op->keepdims) return std::nullopt;
  const Node& node = *graph.Producer(value);
  const size_t rank = graph.dims(node.inputs[0]).size();
  const auto axes = AxesOf(graph, node, rank);
  if (!axes || axes->empty()) return std::nullopt;
  for (size_t i = 0; i < axes->size(); ++i) {
    if ((*axes)[i] != static_cast<int64_t>(rank - axes->size() + i)) {
      return std::nullopt;
    }
  }
  return Mean{node.inputs[0], (*axes)[0]};
}

// d, if the value is d * d or d to the power of 2.
std::optional<ValueId> MatchSquare(const Graph& graph, ValueId value) {
  const Node* node = graph.Producer(value);
  if (node == nullptr || node->inputs.size() != 2) return std::nullopt;
  const bool square = std::holds_alternative<Pow>(node->op) &&
                      SplatOf(graph, node->inputs[1]) == 2.0;
  const bool product = std::holds_alternative<Mul>(node->op) &&
                       node->inputs[0] == node->inputs[1];
  if (!square && !product) return std::nullopt;
  return node->inputs[0];
}

struct Norm {
  ValueId x;
  int64_t axis = 0;
  float epsilon = 0;
  std::vector<NodeId> nodes;
};

// d / sqrt(mean(d^2) + epsilon) with d = x - mean(x).
std::optional<Norm> MatchNorm(const Graph& graph, const Node& quotient) {
  const ValueId centred = quotient.inputs[0];
  const auto maker = [&](ValueId v) { return graph.value(v).producer; };
  if (graph.ProducerOp<Sub>(centred) == nullptr ||
      graph.ProducerOp<Sqrt>(quotient.inputs[1]) == nullptr) {
    return std::nullopt;
  }
  const Node& difference = *graph.Producer(centred);
  const auto mean = MatchMean(graph, difference.inputs[1]);
  if (!mean || mean->x != difference.inputs[0]) return std::nullopt;
  const ValueId root = graph.Producer(quotient.inputs[1])->inputs[0];
  if (graph.ProducerOp<burin::Add>(root) == nullptr) return std::nullopt;
  const auto sum = SplatOperandOf(graph, *graph.Producer(root));
  if (!sum || !(sum->number >= 0)) return std::nullopt;
  const auto variance = MatchMean(graph, sum->other);
  if (!variance || variance->axis != mean->axis) return std::nullopt;
  const auto squared = MatchSquare(graph, variance->x);
  if (!squared || *squared != centred) return std::nullopt;
  return Norm{mean->x,
              mean->axis,
              static_cast<float>(sum->number),
              {maker(difference.inputs[1]), maker(centred), maker(variance->x),
               maker(sum->other), maker(root), maker(quotient.inputs[1])}};
}

bool IsOnes(const Graph& graph, ValueId value) {
  const auto floats = FloatConstant(graph, value);
  return floats && std::all_of(floats->begin(), floats->end(),
                               [](float f) { return f == 1.0f; });
}

class Lifter {
 public:
  explicit Lifter(Graph& graph) : graph_(graph), rewriter_(graph) {}

  Result<bool> Run() {
    return rewriter_.Sweep([&](NodeId id) -> Result<void> {
      const Node node = graph_.node(id);
      if (node.outputs.empty() ||
          graph_.type(node.outputs[0]).dtype != DType::kFloat32) {
        return {};
      }
      if (std::holds_alternative<Div>(node.op)) return VisitDiv(node, id);
      if (std::holds_alternative<Mul>(node.op)) return Absorb(node, id, true);
      if (std::holds_alternative<burin::Add>(node.op)) {
        return Absorb(node, id, false);
      }
      return {};
    });
  }

 private:
  Result<void> VisitDiv(const Node& node, NodeId id) {
    auto norm = MatchNorm(graph_, node);
    if (!norm) return {};
    const Dims& dims = graph_.dims(norm->x);
    const Dims inner(dims.begin() + norm->axis, dims.end());
    constexpr int64_t kMaxScale = int64_t{1} << 24;
    const int64_t count = ElementCount(inner);
    if (count < 1 || count > kMaxScale) return {};
    const ValueId ones =
        AddFloats(graph_, node.name + "/scale", inner,
                  std::vector<float>(static_cast<size_t>(count), 1.0f));
    norm->nodes.push_back(id);
    // The last dimension alone is always written as -1.
    const bool last = inner.size() == 1;
    BURIN_ASSIGN(
        const ValueId made,
        rewriter_.Add(LayerNormalization{last ? -1 : norm->axis, norm->epsilon},
                      {norm->x, ones}, norm->nodes));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  // A product with, or sum of, a norm and a constant of the norm's dimensions.
  Result<void> Absorb(const Node& node, NodeId id, bool product) {
    const auto operands = ConstantOperandOf(graph_, node);
    if (!operands) return {};
    const auto* op = graph_.ProducerOp<LayerNormalization>(operands->other);
    if (op == nullptr || rewriter_.uses(operands->other) != 1) return {};
    const Node& norm = *graph_.Producer(operands->other);
    if (norm.outputs.size() != 1) return {};
    const ValueId scale = norm.inputs[1];
    const bool has_bias = norm.inputs.size() > 2 && norm.inputs[2].valid();
    if (has_bias || graph_.dims(operands->constant) != graph_.dims(scale) ||
        (product && !IsOnes(graph_, scale))) {
      return {};
    }
    const LayerNormalization attributes = *op;
    std::vector<ValueId> inputs = {norm.inputs[0], scale};
    if (product) {
      inputs[1] = operands->constant;
    } else {
      inputs.push_back(operands->constant);
    }
    const NodeId parts[] = {graph_.value(operands->other).producer, id};
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(attributes, std::move(inputs), parts));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Graph& graph_;
  Rewriter rewriter_;
};

}  // namespace

Result<bool> LiftLayerNorm(Graph& graph, const PassContext&) {
  return Lifter(graph).Run();
}

}  // namespace burin
