// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_sum_of_products.h.

#include "passes/lift_sum_of_products.h"

#include <algorithm>

#include "passes/contraction.h"
#include "passes/match.h"
#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

// An operand of the product without the dimensions that were put in for
// broadcasting, and the letters of the others. Dimension i of the product is
// letter 'a' + i.
struct Operand {
  ValueId value;
  std::string labels;
  Dims squeezed;  // of a constant that must lose dimensions; else empty
  NodeId unsqueeze;
};

std::optional<Operand> ReadOperand(const Graph& graph, ValueId value,
                                   const Dims& product) {
  Operand out;
  out.value = value;
  Dims dims = graph.dims(value);
  const size_t missing = product.size() - dims.size();
  std::vector<bool> inserted(dims.size(), false);
  const Node* node = graph.Producer(value);
  if (node != nullptr && std::holds_alternative<Unsqueeze>(node->op)) {
    const auto axes = AxesOf(graph, *node, dims.size());
    if (!axes) return std::nullopt;
    for (const int64_t axis : *axes) inserted[static_cast<size_t>(axis)] = true;
    out.value = node->inputs[0];
    out.unsqueeze = graph.value(value).producer;
  } else if (graph.IsConstant(value)) {
    for (size_t i = 0; i < dims.size(); ++i) inserted[i] = dims[i] == 1;
  }
  for (size_t i = 0; i < dims.size(); ++i) {
    if (inserted[i]) continue;
    if (dims[i] != product[i + missing]) return std::nullopt;  // broadcast
    out.labels += static_cast<char>('a' + i + missing);
    out.squeezed.push_back(dims[i]);
  }
  if (out.squeezed == graph.dims(out.value)) out.squeezed.clear();
  return out;
}

bool Has(const std::string& labels, char letter) {
  return labels.find(letter) != std::string::npos;
}

struct Match {
  Operand a;
  Operand b;
  std::string out_labels;
};

std::optional<Match> MatchSum(const Graph& graph, const Node& sum) {
  const ValueId product = sum.inputs[0];
  if (graph.ProducerOp<Mul>(product) == nullptr) return std::nullopt;
  const Node& mul = *graph.Producer(product);
  const Dims& dims = graph.dims(product);
  const auto axes = AxesOf(graph, sum, dims.size());
  const auto a = ReadOperand(graph, mul.inputs[0], dims);
  const auto b = ReadOperand(graph, mul.inputs[1], dims);
  if (!axes || !a || !b || dims.size() > 8) return std::nullopt;
  Match out{*a, *b, {}};
  bool apart = false;  // a dimension that only one operand has
  for (size_t i = 0; i < dims.size(); ++i) {
    const char letter = static_cast<char>('a' + i);
    const bool in_a = Has(a->labels, letter);
    const bool in_b = Has(b->labels, letter);
    const bool summed = std::find(axes->begin(), axes->end(),
                                  static_cast<int64_t>(i)) != axes->end();
    if (summed ? !(in_a && in_b) : !(in_a || in_b)) return std::nullopt;
    apart |= in_a != in_b;
    if (!summed) out.out_labels += letter;
  }
  if (!apart) return std::nullopt;
  return out;
}

}  // namespace

Result<bool> LiftSumOfProducts(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    const auto* op = std::get_if<ReduceSum>(&node.op);
    if (op == nullptr || op->noop_with_empty_axes ||
        graph.type(node.outputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    auto match = MatchSum(graph, node);
    if (!match) return {};
    std::vector<NodeId> parts;
    for (Operand* operand : {&match->a, &match->b}) {
      if (operand->unsqueeze.valid()) parts.push_back(operand->unsqueeze);
      if (operand->squeezed.empty() || !graph.IsConstant(operand->value)) {
        continue;
      }
      BURIN_ASSIGN(Tensor tensor, graph.constant(operand->value).Clone());
      tensor.Reshape(operand->squeezed);
      operand->value = graph.AddConstant(graph.value(operand->value).name,
                                         std::move(tensor));
    }
    parts.push_back(graph.value(node.inputs[0]).producer);
    parts.push_back(id);
    const Contraction c{match->a.value,  match->b.value,    match->a.labels,
                        match->b.labels, match->out_labels, {}};
    BURIN_ASSIGN(ValueId made,
                 rewriter.Add(Einsum{EquationOf(c)}, {c.a, c.b}, parts));
    if (op->keepdims) {
      const Dims dims = graph.dims(node.outputs[0]);
      BURIN_ASSIGN(made, rewriter.AddReshape(made, dims, parts));
    }
    rewriter.Replace(node.outputs[0], made);
    return {};
  });
}

}  // namespace burin
