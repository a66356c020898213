// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fold_constants.h.

#include "passes/fold_constants.h"

#include "ops/evaluate.h"
#include "ops/steps.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

constexpr double kMaxBytes = 64 << 20;
constexpr double kMaxTotalBytes = 256 << 20;
// About a second, see EvaluationSteps().
constexpr double kMaxTotalSteps = 1e8;

class Folder {
 public:
  explicit Folder(Graph& graph) : graph_(graph), rewriter_(graph) {}

  Result<bool> Run() {
    return rewriter_.Sweep([&](NodeId id) { return Visit(id); });
  }

 private:
  // Whether the budget allows the node; takes from it.
  bool Afford(const Node& node) {
    std::vector<TensorType> inputs;
    std::vector<TensorType> outputs;
    double bytes = 0;
    for (const ValueId id : node.inputs) {
      inputs.push_back(id.valid() ? graph_.type(id)
                                  : TensorType{DType::kFloat32, {0}});
    }
    for (const ValueId id : node.outputs) {
      outputs.push_back(graph_.type(id));
      bytes += static_cast<double>(graph_.type(id).elements()) *
               static_cast<double>(ElementSize(graph_.type(id).dtype));
    }
    const double steps = EvaluationSteps(node.op, inputs, outputs);
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
