// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See contraction.h.

#include "passes/contraction.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ops/einsum_equation.h"
#include "passes/operands.h"

namespace burin {
namespace {

std::optional<std::string> Letters(const std::vector<size_t>& labels) {
  std::string out;
  for (const size_t label : labels) {
    if (label >= 26) return std::nullopt;
    out += static_cast<char>('a' + label);
  }
  return out;
}

bool RepeatsLetter(const std::string& labels) {
  return std::set<char>(labels.begin(), labels.end()).size() != labels.size();
}

// Equal letters must have equal sizes: no dimension of 1 is repeated.
bool SizesAgree(const Graph& graph, const Contraction& c) {
  std::map<char, int64_t> sizes;
  for (const bool first : {true, false}) {
    const std::string& labels = first ? c.a_labels : c.b_labels;
    const Dims& dims = graph.dims(first ? c.a : c.b);
    if (dims.size() != labels.size()) return false;
    for (size_t i = 0; i < dims.size(); ++i) {
      if (sizes.emplace(labels[i], dims[i]).first->second != dims[i]) {
        return false;
      }
    }
  }
  return true;
}

std::optional<Contraction> FromEinsum(const Graph& graph, const Node& node) {
  if (node.inputs.size() != 2) return std::nullopt;
  const std::vector<Dims> dims = {graph.dims(node.inputs[0]),
                                  graph.dims(node.inputs[1])};
  const auto plan = PlanEinsum(std::get<Einsum>(node.op).equation, dims);
  if (!plan.ok()) return std::nullopt;
  const auto a = Letters(plan->operands[0]);
  const auto b = Letters(plan->operands[1]);
  const auto out = Letters(plan->output);
  if (!a || !b || !out) return std::nullopt;
  return Contraction{node.inputs[0], node.inputs[1], *a, *b, *out, {}};
}

// ... x M x K by ... x K x N, or by K x N.
std::optional<Contraction> FromMatMul(const Graph& graph, const Node& node) {
  const size_t rank_a = graph.dims(node.inputs[0]).size();
  const size_t rank_b = graph.dims(node.inputs[1]).size();
  if (rank_a < 2 || rank_a > 20 || (rank_b != rank_a && rank_b != 2)) {
    return std::nullopt;
  }
  const std::string all = "abcdefghijklmnopqrstuvwxyz";
  const std::string batch = all.substr(0, rank_a - 2);
  Contraction out{node.inputs[0], node.inputs[1]};
  out.a_labels = batch + "xy";
  out.b_labels = (rank_b == rank_a ? batch : std::string()) + "yz";
  out.out_labels = batch + "xz";
  return out;
}

void LookThroughTransposes(const Graph& graph, ValueId& value,
                           std::string& labels, std::vector<NodeId>& nodes) {
  constexpr int kMostTransposes = 4;
  for (int n = 0; n < kMostTransposes; ++n) {
    const auto* op = graph.ProducerOp<Transpose>(value);
    if (op == nullptr) return;
    const Dims perm = FullPerm(op->perm, labels.size());
    std::string before(labels.size(), '?');
    for (size_t i = 0; i < perm.size(); ++i) {
      before[static_cast<size_t>(perm[i])] = labels[i];
    }
    labels = before;
    nodes.insert(nodes.begin(), graph.value(value).producer);
    value = graph.Producer(value)->inputs[0];
  }
}

}  // namespace

std::optional<Contraction> MatchContraction(const Graph& graph, ValueId value) {
  const Node* node = graph.Producer(value);
  if (node == nullptr) return std::nullopt;
  std::optional<Contraction> out;
  if (std::holds_alternative<Einsum>(node->op)) out = FromEinsum(graph, *node);
  if (std::holds_alternative<MatMul>(node->op)) out = FromMatMul(graph, *node);
  if (!out || RepeatsLetter(out->a_labels) || RepeatsLetter(out->b_labels) ||
      !SizesAgree(graph, *out)) {
    return std::nullopt;
  }
  out->nodes = {graph.value(value).producer};
  LookThroughTransposes(graph, out->a, out->a_labels, out->nodes);
  LookThroughTransposes(graph, out->b, out->b_labels, out->nodes);
  return out;
}

Contraction Swapped(Contraction c) {
  std::swap(c.a, c.b);
  std::swap(c.a_labels, c.b_labels);
  return c;
}

std::string EquationOf(const Contraction& c) {
  std::string out = c.a_labels + "," + c.b_labels + "->" + c.out_labels;
  std::map<char, char> names;
  for (char& letter : out) {
    if (letter < 'a' || letter > 'z') continue;
    const auto next = static_cast<char>('a' + names.size());
    letter = names.emplace(letter, next).first->second;
  }
  return out;
}

}  // namespace burin
