// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lower_batch_norm.h.

#include "passes/lower_batch_norm.h"

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {

Result<bool> LowerBatchNorm(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node node = graph.node(id);
    const auto* norm = std::get_if<BatchNormalization>(&node.op);
    if (norm == nullptr || !norm->channels_last) continue;
    const auto affine = AffineOf(graph, node);
    if (!affine) continue;
    const Dims dims = {static_cast<int64_t>(affine->scale.size())};
    const ValueId scale =
        AddFloats(graph, node.name + ".scale", dims, affine->scale);
    const ValueId bias =
        AddFloats(graph, node.name + ".bias", dims, affine->bias);
    BURIN_ASSIGN(const ValueId scaled,
                 AddFrom(graph, {&node}, Mul{}, {node.inputs[0], scale}));
    BURIN_TRY(
        ReplaceWith(graph, node.outputs[0], {&node}, Add{}, {scaled, bias}));
    changed = true;
  }
  return changed;
}

}  // namespace burin
