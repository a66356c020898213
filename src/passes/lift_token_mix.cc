// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_token_mix.h.

#include "passes/lift_token_mix.h"

#include <algorithm>

#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

bool All(const Dims& dims, int64_t wanted) {
  return std::all_of(dims.begin(), dims.end(),
                     [&](int64_t d) { return d == wanted; });
}

bool IsPointwise(const Conv& op, const Dims& weight) {
  return op.group == 1 && !op.channels_last && weight.size() == 4 &&
         weight[2] == 1 && weight[3] == 1 && All(op.strides, 1) &&
         All(op.pads, 0);
}

}  // namespace

Result<bool> LiftTokenMix(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node back = graph.node(id);
    if (!std::holds_alternative<Transpose>(back.op)) return {};
    const ValueId mixed = back.inputs[0];
    const auto* op = graph.ProducerOp<Conv>(mixed);
    if (op == nullptr || graph.type(mixed).dtype != DType::kFloat32) return {};
    const Node conv = *graph.Producer(mixed);
    const ValueId moved = conv.inputs[0];
    const auto* there = graph.ProducerOp<Transpose>(moved);
    if (there == nullptr || !graph.IsConstant(conv.inputs[1]) ||
        !IsPointwise(*op, graph.dims(conv.inputs[1]))) {
      return {};
    }
    const Dims perm = FullPerm(there->perm, 4);
    const Dims undo = FullPerm(std::get<Transpose>(back.op).perm, 4);
    if (!IsIdentity(ComposePerms(perm, undo)) || perm[1] == 1) return {};
    const ValueId x = graph.Producer(moved)->inputs[0];
    BURIN_ASSIGN(Tensor matrix, graph.constant(conv.inputs[1]).Clone());
    matrix.Reshape({matrix.dims()[0], matrix.dims()[1]});
    std::vector<ValueId> inputs = conv.inputs;
    inputs[0] = x;
    inputs[1] =
        graph.AddConstant(graph.value(conv.inputs[1]).name, std::move(matrix));
    const NodeId parts[] = {graph.value(moved).producer,
                            graph.value(mixed).producer, id};
    BURIN_ASSIGN(const ValueId made, rewriter.Add(TokenMix{.axis = perm[1]},
                                                  std::move(inputs), parts));
    rewriter.Replace(back.outputs[0], made);
    return {};
  });
}

}  // namespace burin
