// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs after FuseSource, so that the first product's rows may be shifted ones.

#include "passes/fuse_mlp.h"

#include "kernels/mlp/mlp.h"
#include "passes/fuse_linear.h"
#include "passes/match.h"

namespace burin {
namespace {

bool TakesFirst(const FusedLinear& op) {
  return (op.source == FusedSource::kRows ||
          op.source == FusedSource::kShift) &&
         op.activation != FusedActivation::kNone &&
         op.residual == FusedResidual::kNone;
}

bool TakesSecond(const FusedLinear& op) {
  return op.source == FusedSource::kRows && op.norm == FusedNorm::kNone &&
         op.activation == FusedActivation::kNone && op.residual_offset == 0;
}

// Whether `residual` is what the first product reads before its norm.
bool IsSource(const Graph& graph, ValueId residual, const FusedLinear& first,
              ValueId x) {
  if (first.source == FusedSource::kRows) return residual == x;
  const auto* shift = graph.ProducerOp<Shift>(residual);
  return shift != nullptr && shift->channels_last &&
         shift->group == first.shift_group &&
         graph.Producer(residual)->inputs[0] == x;
}

}  // namespace

Result<bool> FuseMlp(Graph& graph, const PassContext& context) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node second = graph.node(id);
    const auto* op2 = std::get_if<FusedLinear>(&second.op);
    if (second.removed || op2 == nullptr || !TakesSecond(*op2)) continue;
    const Node* found =
        SoleProducer<FusedLinear>(graph, graph.UseCounts(), second.inputs[0]);
    if (found == nullptr) continue;
    const Node first = *found;
    const auto& op1 = std::get<FusedLinear>(first.op);
    if (!TakesFirst(op1)) continue;
    const int64_t k = graph.dims(first.inputs[0]).back();
    const int64_t rows = graph.type(first.inputs[0]).elements() / k;
    if (!PreferFusedMlp(context.isa, rows, k, op1.columns,
                        context.precision.precision)) {
      continue;
    }

    FusedMlp mlp;
    mlp.source = op1.source;
    mlp.shift_group = op1.shift_group;
    mlp.norm = op1.norm;
    mlp.epsilon = op1.epsilon;
    mlp.activation = op1.activation;
    mlp.residual = op2->residual;
    mlp.hidden = op1.columns;
    mlp.columns = op2->columns;
    std::vector<ValueId> inputs = {first.inputs[0], first.inputs[1],
                                   first.inputs[2], second.inputs[1],
                                   second.inputs[2]};
    const size_t norm = InputsOf(op1).norm;
    inputs.insert(inputs.end(),
                  first.inputs.begin() + static_cast<ptrdiff_t>(norm),
                  first.inputs.end());
    if (op2->residual == FusedResidual::kRows) {
      const ValueId residual = second.inputs[InputsOf(*op2).residual];
      if (IsSource(graph, residual, op1, first.inputs[0])) {
        mlp.residual = FusedResidual::kSource;
      } else {
        inputs.push_back(residual);
      }
    }
    BURIN_TRY(ReplaceWith(graph, second.outputs[0], {&first, &second}, mlp,
                          std::move(inputs)));
    changed = true;
  }
  return changed;
}

}  // namespace burin
