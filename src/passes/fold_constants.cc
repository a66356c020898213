// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fold_constants.h.

#include "passes/fold_constants.h"

#include <algorithm>

#include "ops/evaluate.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

constexpr double kMaxBytes = 64 << 20;
constexpr double kMaxTotalBytes = 256 << 20;
// Element steps of the plain loops that evaluate, which do 10^8 a second.
constexpr double kMaxTotalSteps = 1e8;

bool IsProduct(const Op& op) {
  return std::holds_alternative<MatMul>(op) ||
         std::holds_alternative<Gemm>(op) ||
         std::holds_alternative<Einsum>(op) ||
         std::holds_alternative<Conv>(op) || std::holds_alternative<Linear>(op);
}

class Folder {
 public:
  explicit Folder(Graph& graph) : graph_(graph), rewriter_(graph) {}

  Result<bool> Run() {
    return rewriter_.Sweep([&](NodeId id) { return Visit(id); });
  }

 private:
  // Whether the budget allows the node; takes from it.
  bool Afford(const Node& node) {
    double bytes = 0;
    double elements = 0;
    double largest = 1;
    for (const ValueId id : node.outputs) {
      const double count = static_cast<double>(graph_.type(id).elements());
      bytes += count * static_cast<double>(ElementSize(graph_.type(id).dtype));
      elements += count;
    }
    for (const ValueId id : node.inputs) {
      if (!id.valid()) continue;
      const double count = static_cast<double>(graph_.type(id).elements());
      largest = std::max(largest, count);
      elements += count;
    }
    // A product's summed dimensions are no longer than an operand; each
    // further operand of Einsum may bring dimensions of its own.
    double steps = IsProduct(node.op) ? elements * largest : elements;
    if (std::holds_alternative<Einsum>(node.op)) {
      for (size_t i = 2; i < node.inputs.size(); ++i) steps *= largest;
    }
    if (bytes > kMaxBytes || bytes_ + bytes > kMaxTotalBytes ||
        steps_ + steps > kMaxTotalSteps) {
      return false;
    }
    bytes_ += bytes;
    steps_ += steps;
    return true;
  }

  Result<void> Visit(NodeId id) {
    const Node node = graph_.node(id);
    std::vector<ConstTensorView> inputs;
    for (const ValueId input : node.inputs) {
      if (input.valid() && !graph_.IsConstant(input)) return {};
      ConstTensorView view;
      view.present = input.valid();
      if (input.valid()) view = graph_.constant(input).view();
      inputs.push_back(view);
    }
    if (!Afford(node)) return {};
    BURIN_ASSIGN(
        std::vector<Tensor> results,
        EvaluateToTensors(node.op, inputs, node.outputs.size())
            .Context(StrCat("node '", node.name, "' (", OpName(node.op), ")")));
    for (size_t i = 0; i < results.size(); ++i) {
      const ValueId output = node.outputs[i];
      if (results[i].type() != graph_.type(output)) {
        return MakeError(ErrorCode::kShapeMismatch, "node '", node.name,
                         "' makes ", TypeText(results[i].type()), ", ",
                         TypeText(graph_.type(output)), " stated");
      }
      rewriter_.Replace(output, graph_.AddConstant(graph_.value(output).name,
                                                   std::move(results[i])));
    }
    return {};
  }

  Graph& graph_;
  Rewriter rewriter_;
  double bytes_ = 0;
  double steps_ = 0;
};

}  // namespace

Result<bool> FoldConstants(Graph& graph, const PassContext&) {
  return Folder(graph).Run();
}

}  // namespace burin
