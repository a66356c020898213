// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_attention.h. The match runs from the last reshape upwards.

#include "passes/lift_attention.h"

#include "passes/operands.h"
#include "passes/packed.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

class Matcher {
 public:
  explicit Matcher(const Graph& graph) : graph_(graph) {}

  ValueId qkv;
  int64_t heads = 0;
  double scale = 1;
  std::vector<NodeId> nodes;

  // merged: B x L x E.
  bool Match(const Node& merge) {
    const Dims& merged = graph_.dims(merge.outputs[0]);
    if (merged.size() != 3) return false;
    ValueId joined = merge.inputs[0];
    const auto* turn = graph_.ProducerOp<Transpose>(joined);
    if (turn != nullptr) {
      if (turn->perm != Dims{0, 2, 1, 3}) return false;
      nodes.push_back(graph_.value(joined).producer);
      joined = graph_.Producer(joined)->inputs[0];
    }
    const Dims& dims = graph_.dims(joined);  // B x heads x L x d
    if (dims.size() != 4 || dims[0] != merged[0] || dims[2] != merged[1]) {
      return false;
    }
    // Without the transpose the order must be right by itself.
    if (turn == nullptr && dims[1] != 1 && dims[2] != 1) return false;
    heads = dims[1];
    const Node* values = Take<MatMul>(joined);
    if (values == nullptr) return false;
    const Node* softmax = Take<Softmax>(values->inputs[0]);
    if (softmax == nullptr) return false;
    const auto& op = std::get<Softmax>(softmax->op);
    if ((op.axis != -1 && op.axis != 3) || op.flatten_to_2d) return false;
    const Node* scores = Take<MatMul>(BelowScale(softmax->inputs[0]));
    if (scores == nullptr) return false;
    return MatchHeads(scores->inputs[0], {0, 2, 1, 3}, 0) &&
           MatchHeads(scores->inputs[1], {0, 2, 3, 1}, 1) &&
           MatchHeads(values->inputs[1], {0, 2, 1, 3}, 2);
  }

 private:
  template <typename T>
  const Node* Take(ValueId value) {
    if (graph_.ProducerOp<T>(value) == nullptr) return nullptr;
    nodes.push_back(graph_.value(value).producer);
    return graph_.Producer(value);
  }

  // The value below products with, and quotients by, one number.
  ValueId BelowScale(ValueId value) {
    constexpr int kMostFactors = 4;
    for (int i = 0; i < kMostFactors; ++i) {
      const Node* node = graph_.Producer(value);
      if (node == nullptr) break;
      const bool product = std::holds_alternative<Mul>(node->op);
      if (!product && !std::holds_alternative<Div>(node->op)) break;
      const auto splat = SplatOperandOf(graph_, *node, product);
      if (!splat) break;
      scale *= product ? splat->number : 1 / splat->number;
      nodes.push_back(graph_.value(value).producer);
      value = splat->other;
    }
    return value;
  }

  // Part `part` of qkv, split into heads and transposed by `perm`. A scale may
  // come in on the way to the scores, but not to the values.
  bool MatchHeads(ValueId value, const Dims& perm, int64_t part) {
    const bool scaled = part != 2;
    if (scaled) value = BelowScale(value);
    const Node* turn = Take<Transpose>(value);
    if (turn == nullptr || std::get<Transpose>(turn->op).perm != perm) {
      return false;
    }
    value = scaled ? BelowScale(turn->inputs[0]) : turn->inputs[0];
    const Node* split = Take<Reshape>(value);
    if (split == nullptr) return false;
    const Dims wide = graph_.dims(value);  // B x L x heads x d
    value = scaled ? BelowScale(split->inputs[0]) : split->inputs[0];
    const Dims& flat = graph_.dims(value);
    const bool fits = wide.size() == 4 && flat.size() == 3 &&
                      wide[0] == flat[0] && wide[1] == flat[1] &&
                      wide[2] == heads && wide[3] == flat[2] / heads;
    if (!fits) return false;
    const auto packed = MatchPackedPart(graph_, value, 3);
    if (!packed || packed->part != part) return false;
    nodes.push_back(graph_.value(value).producer);
    if (!qkv.valid()) qkv = packed->source;
    return qkv == packed->source;
  }

  const Graph& graph_;
};

}  // namespace

Result<bool> LiftAttention(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    if (!std::holds_alternative<Reshape>(node.op) ||
        graph.type(node.outputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    Matcher matcher(graph);
    if (!matcher.Match(node)) return {};
    const Attention op{.heads = matcher.heads,
                       .scale = static_cast<float>(matcher.scale)};
    matcher.nodes.push_back(id);
    BURIN_ASSIGN(const ValueId made,
                 rewriter.Add(op, {matcher.qkv}, matcher.nodes));
    rewriter.Replace(node.outputs[0], made);
    return {};
  });
}

}  // namespace burin
