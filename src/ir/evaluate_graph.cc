// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See evaluate_graph.h.

#include "ir/evaluate_graph.h"

#include <optional>

#include "ops/evaluate.h"

namespace burin {

Result<std::vector<Tensor>> EvaluateGraph(const Graph& graph,
                                          std::span<const Tensor> inputs) {
  return EvaluateGraph(graph, inputs, [](ValueId, const Tensor&) {});
}

Result<std::vector<Tensor>> EvaluateGraph(
    const Graph& graph, std::span<const Tensor> inputs,
    const std::function<void(ValueId, const Tensor&)>& seen) {
  if (inputs.size() != graph.inputs().size()) {
    return MakeError(ErrorCode::kBadInput, inputs.size(), " inputs, ",
                     graph.inputs().size(), " expected");
  }
  std::vector<std::optional<Tensor>> made(graph.value_count());
  std::vector<const Tensor*> bound(graph.value_count(), nullptr);
  for (size_t i = 0; i < inputs.size(); ++i) {
    const ValueId id = graph.inputs()[i];
    if (inputs[i].type() != graph.type(id)) {
      return MakeError(ErrorCode::kBadInput, "input '", graph.value(id).name,
                       "' is ", TypeText(inputs[i].type()), ", ",
                       TypeText(graph.type(id)), " expected");
    }
    bound[id.index] = &inputs[i];
  }
  const auto find = [&](ValueId id) -> const Tensor& {
    if (graph.IsConstant(id)) return graph.constant(id);
    BURIN_CHECK(bound[id.index] != nullptr);
    return *bound[id.index];
  };
  std::vector<int> uses = graph.UseCounts();
  for (const NodeId node_id : graph.Order()) {
    const Node& node = graph.node(node_id);
    std::vector<ConstTensorView> sources;
    for (const ValueId id : node.inputs) {
      ConstTensorView view;
      view.present = id.valid();
      if (id.valid()) view = find(id).view();
      sources.push_back(view);
    }
    std::vector<TensorView> results;
    for (const ValueId id : node.outputs) {
      BURIN_ASSIGN(made[id.index],
                   Tensor::Allocate(graph.type(id).dtype, graph.type(id).dims));
      bound[id.index] = &*made[id.index];
      results.push_back(made[id.index]->view());
    }
    BURIN_TRY(Evaluate(node.op, sources, results)
                  .Context(StrCat("node '", node.name, "'")));
    for (const ValueId id : node.outputs) seen(id, *made[id.index]);
    for (const ValueId id : node.inputs) {
      if (id.valid() && --uses[id.index] == 0) made[id.index].reset();
    }
  }
  std::vector<Tensor> outputs;
  for (const ValueId id : graph.outputs()) {
    BURIN_ASSIGN(Tensor copy, find(id).Clone());
    outputs.push_back(std::move(copy));
  }
  return outputs;
}

}  // namespace burin
