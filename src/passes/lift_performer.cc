// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_performer.h. The match runs from the last quotient upwards.

#include "passes/lift_performer.h"

#include <cmath>
#include <cstring>

#include "passes/constants.h"
#include "passes/contraction.h"
#include "passes/operands.h"
#include "passes/packed.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

class Matcher {
 public:
  explicit Matcher(const Graph& graph) : graph_(graph) {}

  ValueId kqv;
  ValueId features;         // the constant W, or W'
  bool transposed = false;  // features is W'
  float epsilon = 0;
  std::vector<NodeId> nodes;

  bool Match(const Node& quotient) {
    const auto y = Contract(quotient.inputs[0], "abc,adc->abd");
    if (!y) return false;
    const auto kv = Contract(y->b, "abc,abd->acd");
    if (!kv) return false;
    const ValueId f_q = y->a;
    const ValueId f_k = kv->b;
    return MatchDivisor(quotient.inputs[1], f_q, f_k) &&
           MatchFeatures(f_k, 0) && MatchFeatures(f_q, 1) &&
           MatchPart(kv->a, 2);
  }

 private:
  template <typename T>
  const Node* Take(ValueId value) {
    if (graph_.ProducerOp<T>(value) == nullptr) return nullptr;
    nodes.push_back(graph_.value(value).producer);
    return graph_.Producer(value);
  }

  // The contraction that makes `value` if, with its operands in one order or
  // the other, it is `equation`.
  std::optional<Contraction> Contract(ValueId value,
                                      std::string_view equation) {
    auto c = MatchContraction(graph_, value);
    if (c && EquationOf(*c) != equation) c = Swapped(*std::move(c));
    if (!c || EquationOf(*c) != equation) return std::nullopt;
    nodes.insert(nodes.end(), c->nodes.begin(), c->nodes.end());
    return c;
  }

  // The value below repetitions of its last dimension from 1.
  ValueId BelowRepeat(ValueId value) {
    constexpr int kMostRepeats = 4;
    for (int i = 0; i < kMostRepeats; ++i) {
      if (graph_.ProducerOp<Tile>(value) == nullptr &&
          graph_.ProducerOp<Expand>(value) == nullptr) {
        break;
      }
      const ValueId from = graph_.Producer(value)->inputs[0];
      const Dims& narrow = graph_.dims(from);
      Dims wide = graph_.dims(value);
      if (narrow.empty() || narrow.back() != 1) break;
      wide.back() = 1;
      if (wide != narrow) break;
      nodes.push_back(graph_.value(value).producer);
      value = from;
    }
    return value;
  }

  // The value below a reshape that adds one last dimension of 1.
  ValueId BelowUnit(ValueId value) {
    if (graph_.ProducerOp<Reshape>(value) == nullptr) return value;
    const ValueId from = graph_.Producer(value)->inputs[0];
    Dims dims = graph_.dims(from);
    dims.push_back(1);
    if (dims != graph_.dims(value)) return value;
    nodes.push_back(graph_.value(value).producer);
    return from;
  }

  // f(q) . sum_l f(k_l) + epsilon. PyTorch's newer exporter takes a small
  // epsilon for nothing and leaves it out.
  bool MatchDivisor(ValueId value, ValueId f_q, ValueId f_k) {
    ValueId dot = BelowRepeat(value);
    if (const Node* sum = Take<burin::Add>(dot)) {
      const auto splat = SplatOperandOf(graph_, *sum);
      if (!splat) return false;
      epsilon = static_cast<float>(splat->number);
      dot = BelowRepeat(splat->other);
    }
    ValueId total;
    if (const auto c = Contract(BelowUnit(dot), "abc,ac->ab")) {
      if (c->a != f_q) return false;
      total = c->b;
    } else if (const auto wide = Contract(dot, "abc,acd->abd")) {
      total = BelowUnit(wide->b);
      if (wide->a != f_q || total == wide->b) return false;
    } else {
      return false;
    }
    const Node* reduce = Take<ReduceSum>(total);
    return reduce != nullptr && reduce->inputs[0] == f_k &&
           !std::get<ReduceSum>(reduce->op).keepdims &&
           AxesOf(graph_, *reduce, 3) == Dims{1};
  }

  // |t|^2 / 2, with the repetition before or after the division.
  bool MatchHalfNorm(ValueId value, ValueId t) {
    value = BelowRepeat(value);
    const Node* half = graph_.Producer(value);
    if (half == nullptr) return false;
    const bool product = std::holds_alternative<Mul>(half->op);
    if (!product && !std::holds_alternative<Div>(half->op)) return false;
    const auto splat = SplatOperandOf(graph_, *half, product);
    if (!splat || splat->number != (product ? 0.5 : 2.0)) return false;
    nodes.push_back(graph_.value(value).producer);
    const Node* sum = Take<ReduceSum>(BelowRepeat(splat->other));
    if (sum == nullptr || !std::get<ReduceSum>(sum->op).keepdims ||
        AxesOf(graph_, *sum, 3) != Dims{2}) {
      return false;
    }
    const ValueId square = sum->inputs[0];
    if (const Node* mul = Take<Mul>(square)) {
      return mul->inputs[0] == t && mul->inputs[1] == t;
    }
    const Node* pow = Take<Pow>(square);
    return pow != nullptr && pow->inputs[0] == t &&
           SplatOf(graph_, pow->inputs[1]) == 2.0;
  }

  // f(t), t being part `part` of kqv.
  bool MatchFeatures(ValueId value, int64_t part) {
    const Node* scaled = graph_.Producer(value);
    if (scaled == nullptr) return false;
    const bool product = std::holds_alternative<Mul>(scaled->op);
    if (!product && !std::holds_alternative<Div>(scaled->op)) return false;
    const auto splat = SplatOperandOf(graph_, *scaled, product);
    const double count = static_cast<double>(graph_.dims(value).back());
    const double root = product ? 1 / std::sqrt(count) : std::sqrt(count);
    if (!splat || !IsNear(splat->number, root)) return false;
    nodes.push_back(graph_.value(value).producer);
    const Node* exp = Take<Exp>(splat->other);
    if (exp == nullptr) return false;
    const Node* difference = Take<Sub>(exp->inputs[0]);
    if (difference == nullptr) return false;
    auto projected = Contract(difference->inputs[0], "abc,dc->abd");
    bool turned = false;
    if (!projected) {
      projected = Contract(difference->inputs[0], "abc,cd->abd");
      turned = true;
    }
    if (!projected || !SetFeatures(projected->b, turned)) return false;
    return MatchPart(projected->a, part) &&
           MatchHalfNorm(difference->inputs[1], projected->a);
  }

  // An exporter may have written the matrix once for k and once for q.
  bool IsEqualConstant(ValueId a, ValueId b) const {
    if (a == b) return true;
    const Tensor& x = graph_.constant(a);
    const Tensor& y = graph_.constant(b);
    return x.type() == y.type() && x.bytes() <= (size_t{1} << 20) &&
           std::memcmp(x.data(), y.data(), x.bytes()) == 0;
  }

  bool SetFeatures(ValueId constant, bool turned) {
    if (!FloatConstant(graph_, constant)) return false;
    if (!features.valid()) {
      features = constant;
      transposed = turned;
    }
    return transposed == turned && IsEqualConstant(features, constant);
  }

  bool MatchPart(ValueId value, int64_t part) {
    const auto packed = MatchPackedPart(graph_, value, 3);
    if (!packed || packed->part != part) return false;
    if (!kqv.valid()) kqv = packed->source;
    nodes.push_back(graph_.value(value).producer);
    return kqv == packed->source;
  }

  const Graph& graph_;
};

}  // namespace

Result<bool> LiftPerformer(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    if (!std::holds_alternative<Div>(node.op) ||
        graph.type(node.outputs[0]).dtype != DType::kFloat32 ||
        graph.dims(node.outputs[0]).size() != 3) {
      return {};
    }
    Matcher matcher(graph);
    if (!matcher.Match(node)) return {};
    ValueId features = matcher.features;
    if (matcher.transposed) {
      BURIN_ASSIGN(features, PermuteConstant(graph, features, Dims{1, 0}));
    }
    matcher.nodes.push_back(id);
    BURIN_ASSIGN(const ValueId made,
                 rewriter.Add(Performer{.epsilon = matcher.epsilon},
                              {matcher.kqv, features}, matcher.nodes));
    rewriter.Replace(node.outputs[0], made);
    return {};
  });
}

}  // namespace burin
