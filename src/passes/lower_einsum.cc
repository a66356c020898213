// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lower_einsum.h.

#include "passes/lower_einsum.h"

#include <algorithm>

#include "passes/contraction.h"
#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

bool Has(const std::string& labels, char letter) {
  return labels.find(letter) != std::string::npos;
}

// The letters by role.
struct Roles {
  std::string batch;  // in the order of the result
  std::string own_a;
  std::string own_b;
  std::string summed;
};

std::optional<Roles> RolesOf(const Contraction& c) {
  Roles out;
  for (const char letter : c.out_labels) {
    const bool in_a = Has(c.a_labels, letter);
    const bool in_b = Has(c.b_labels, letter);
    (in_a && in_b ? out.batch : in_a ? out.own_a : out.own_b) += letter;
  }
  for (const char letter : c.a_labels) {
    if (Has(c.out_labels, letter)) continue;
    if (!Has(c.b_labels, letter)) return std::nullopt;
    out.summed += letter;
  }
  for (const char letter : c.b_labels) {
    if (!Has(c.out_labels, letter) && !Has(c.a_labels, letter)) {
      return std::nullopt;
    }
  }
  // MatMul takes a matrix b for all leading dimensions of a.
  const bool a_fits =
      out.own_a.size() <= 1 || (out.batch.empty() && out.own_b.size() == 1);
  if (!a_fits || out.own_b.size() > 1 || out.summed.size() != 1) {
    return std::nullopt;
  }
  return out;
}

Dims PermTo(const std::string& from, const std::string& to) {
  Dims perm;
  for (const char letter : to) {
    perm.push_back(static_cast<int64_t>(from.find(letter)));
  }
  return perm;
}

class Lowerer {
 public:
  Lowerer(Rewriter& rewriter, NodeId id)
      : rewriter_(rewriter), graph_(rewriter.graph()), parts_{id} {}

  Result<void> Run() {
    const Node node = graph_.node(parts_[0]);
    const auto c = MatchContraction(graph_, node.outputs[0]);
    if (!c) return {};
    const auto roles = RolesOf(*c);
    if (!roles) return {};
    const Dims wanted = graph_.dims(node.outputs[0]);
    const std::string a = roles->batch + roles->own_a + roles->summed;
    const std::string b = roles->batch + roles->summed + roles->own_b;
    BURIN_ASSIGN(ValueId left, Turned(c->a, c->a_labels, a));
    BURIN_ASSIGN(ValueId right, Turned(c->b, c->b_labels, b));
    const size_t batch = roles->batch.size();
    BURIN_ASSIGN(left, Filled(left, batch, roles->own_a.empty()));
    BURIN_ASSIGN(right, Filled(right, batch + 1, roles->own_b.empty()));
    BURIN_ASSIGN(ValueId made, rewriter_.Add(MatMul{}, {left, right}, parts_));
    const std::string out = roles->batch + roles->own_a + roles->own_b;
    if (out.size() != graph_.dims(made).size()) {
      Dims dims(batch);
      std::copy_n(graph_.dims(made).begin(), batch, dims.begin());
      if (!roles->own_a.empty()) dims.push_back(graph_.dims(made)[batch]);
      if (!roles->own_b.empty()) dims.push_back(graph_.dims(made)[batch + 1]);
      BURIN_ASSIGN(made, rewriter_.AddReshape(made, dims, parts_));
    }
    BURIN_ASSIGN(made, Turned(made, out, c->out_labels));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

 private:
  Result<ValueId> Turned(ValueId value, const std::string& from,
                         const std::string& to) {
    const Dims perm = PermTo(from, to);
    if (IsIdentity(perm)) return value;
    return rewriter_.Add(Transpose{perm}, {value}, parts_);
  }
  // With a dimension of 1 put in at `axis`, if `missing`.
  Result<ValueId> Filled(ValueId value, size_t axis, bool missing) {
    if (!missing) return value;
    Dims dims = graph_.dims(value);
    dims.insert(dims.begin() + static_cast<int64_t>(axis), 1);
    return rewriter_.AddReshape(value, dims, parts_);
  }

  Rewriter& rewriter_;
  Graph& graph_;
  const std::vector<NodeId> parts_;
};

}  // namespace

Result<bool> LowerEinsum(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node& node = graph.node(id);
    if (!std::holds_alternative<Einsum>(node.op) ||
        graph.type(node.outputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    return Lowerer(rewriter, id).Run();
  });
}

}  // namespace burin
