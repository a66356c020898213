// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See simplify.h. One rule an op type; the rules on slices and gathers stand
// in simplify_select.cc.

#include "passes/simplify.h"

#include <algorithm>

#include "passes/operands.h"
#include "passes/rewriter.h"
#include "passes/simplify_select.h"

namespace burin {
namespace {

class Simplifier {
 public:
  explicit Simplifier(Graph& graph) : rewriter_(graph), graph_(graph) {}

  Result<bool> Run() {
    return rewriter_.Sweep([&](NodeId id) -> Result<void> {
      const Op op = graph_.node(id).op;
      return std::visit([&](const auto& o) { return Visit(o, id); }, op);
    });
  }

 private:
  const Node& node(NodeId id) const { return graph_.node(id); }
  const Dims& InDims(NodeId id) const {
    return graph_.dims(node(id).inputs[0]);
  }
  const Dims& OutDims(NodeId id) const {
    return graph_.dims(node(id).outputs[0]);
  }
  void ReplaceBy(NodeId id, ValueId value) {
    rewriter_.Replace(node(id).outputs[0], value);
  }
  // The node is its first input.
  Result<void> Drop(NodeId id) {
    ReplaceBy(id, node(id).inputs[0]);
    return {};
  }
  Result<void> DropIfSameDims(NodeId id) {
    return InDims(id) == OutDims(id) ? Drop(id) : Result<void>();
  }
  Result<void> DropIfSplat(NodeId id, double number, bool commutes) {
    const auto x = OperandBesideSplat(graph_, node(id), number, commutes);
    if (x) ReplaceBy(id, *x);
    return {};
  }

  Result<void> Visit(const auto&, NodeId) { return {}; }

  Result<void> Visit(const Identity&, NodeId id) { return Drop(id); }
  Result<void> Visit(const Cast& op, NodeId id) {
    return graph_.type(node(id).inputs[0]).dtype == op.to ? Drop(id)
                                                          : Result<void>();
  }
  Result<void> Visit(const Pow&, NodeId id) {
    const auto exponent = SplatOf(graph_, node(id).inputs[1]);
    return exponent == 1.0 ? DropIfSameDims(id) : Result<void>();
  }
  Result<void> Visit(const Mul&, NodeId id) { return DropIfSplat(id, 1, true); }
  Result<void> Visit(const Div&, NodeId id) {
    return DropIfSplat(id, 1, false);
  }
  Result<void> Visit(const Add&, NodeId id) { return DropIfSplat(id, 0, true); }
  Result<void> Visit(const Sub&, NodeId id) {
    return DropIfSplat(id, 0, false);
  }
  Result<void> Visit(const Expand&, NodeId id) { return DropIfSameDims(id); }
  Result<void> Visit(const Tile&, NodeId id) { return DropIfSameDims(id); }
  Result<void> Visit(const Concat&, NodeId id) {
    return node(id).inputs.size() == 1 ? Drop(id) : Result<void>();
  }
  Result<void> Visit(const Pad&, NodeId id) {
    // The amounts may cancel each other out, so the dims do not say enough.
    const auto amounts = SplatOf(graph_, node(id).inputs[1]);
    return amounts == 0.0 ? DropIfSameDims(id) : Result<void>();
  }

  Result<void> Visit(const Transpose& op, NodeId id) {
    const Node n = node(id);
    Dims perm = FullPerm(op.perm, InDims(id).size());
    ValueId x = n.inputs[0];
    bool merged = false;
    if (const auto* inner = graph_.ProducerOp<Transpose>(x)) {
      perm = ComposePerms(FullPerm(inner->perm, perm.size()), perm);
      x = graph_.Producer(x)->inputs[0];
      merged = true;
    }
    if (IsIdentity(perm)) {
      ReplaceBy(id, x);
      return {};
    }
    if (!merged && !op.perm.empty()) return {};
    BURIN_ASSIGN(const ValueId made, rewriter_.Add(Transpose{perm}, {x}, {id}));
    ReplaceBy(id, made);
    return {};
  }

  // Softmax of the last dimension does not mind how the others are arranged.
  Result<bool> SimplifyReshapedSoftmax(NodeId id) {
    const ValueId y = node(id).inputs[0];
    const auto* op = graph_.ProducerOp<Softmax>(y);
    if (op == nullptr || op->axis != -1 || op->flatten_to_2d) return false;
    const ValueId flat = graph_.Producer(y)->inputs[0];
    if (graph_.ProducerOp<Reshape>(flat) == nullptr) return false;
    const ValueId x = graph_.Producer(flat)->inputs[0];
    const Dims& dims = graph_.dims(x);
    if (dims != OutDims(id) || dims.empty() ||
        dims.back() != graph_.dims(flat).back()) {
      return false;
    }
    const NodeId parts[] = {graph_.value(y).producer};
    BURIN_ASSIGN(const ValueId made, rewriter_.Add(Softmax{}, {x}, parts));
    ReplaceBy(id, made);
    return true;
  }

  // Every way to give the same elements other dimensions.
  Result<void> VisitReshape(NodeId id) {
    BURIN_ASSIGN(const bool squeezed, SimplifySqueezedSlice(rewriter_, id));
    if (squeezed) return {};
    BURIN_ASSIGN(const bool softmax, SimplifyReshapedSoftmax(id));
    if (softmax) return {};
    const Node n = node(id);
    ValueId x = n.inputs[0];
    const Dims out = OutDims(id);
    bool written_out = false;
    if (std::holds_alternative<Reshape>(n.op) &&
        graph_.IsConstant(n.inputs[1])) {
      const auto shape = ToInt64s(graph_.constant(n.inputs[1]).view());
      written_out = shape.ok() && *shape == out &&
                    std::find(out.begin(), out.end(), 0) == out.end();
    }
    const ValueId before = x;
    for (const Node* from = graph_.Producer(x); from != nullptr;
         from = graph_.Producer(x)) {
      const auto* transpose = std::get_if<Transpose>(&from->op);
      const bool skip =
          std::holds_alternative<Reshape>(from->op) ||
          (transpose != nullptr &&
           KeepsOrder(graph_.dims(from->inputs[0]),
                      FullPerm(transpose->perm, graph_.dims(x).size())));
      if (!skip) break;
      x = from->inputs[0];
    }
    if (graph_.dims(x) == out) {
      ReplaceBy(id, x);
      return {};
    }
    if (written_out && x == before) return {};
    const NodeId parts[] = {id};
    BURIN_ASSIGN(const ValueId made, rewriter_.AddReshape(x, out, parts));
    ReplaceBy(id, made);
    return {};
  }
  Result<void> Visit(const Reshape&, NodeId id) { return VisitReshape(id); }
  Result<void> Visit(const Flatten&, NodeId id) { return VisitReshape(id); }
  Result<void> Visit(const Squeeze&, NodeId id) { return VisitReshape(id); }
  Result<void> Visit(const Unsqueeze&, NodeId id) { return VisitReshape(id); }

  Result<void> Visit(const ReduceMean& op, NodeId id) {
    const Dims in = InDims(id);
    if (in.size() != 4 ||
        graph_.type(node(id).inputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    const auto axes = AxesOf(graph_, node(id), 4);
    if (axes != Dims{2, 3}) return {};
    const Dims out = OutDims(id);
    BURIN_ASSIGN(ValueId made, rewriter_.Add(GlobalAveragePool{},
                                             {node(id).inputs[0]}, {id}));
    if (!op.keepdims) {
      const NodeId parts[] = {id};
      BURIN_ASSIGN(made, rewriter_.AddReshape(made, out, parts));
    }
    ReplaceBy(id, made);
    return {};
  }

  Result<void> Visit(const Slice&, NodeId id) {
    return SimplifySlice(rewriter_, id);
  }
  Result<void> Visit(const Split&, NodeId id) {
    return SimplifySplit(rewriter_, id);
  }
  Result<void> Visit(const Gather&, NodeId id) {
    return SimplifyGather(rewriter_, id);
  }

  Rewriter rewriter_;
  Graph& graph_;
};

}  // namespace

Result<bool> Simplify(Graph& graph, const PassContext&) {
  return Simplifier(graph).Run();
}

}  // namespace burin
