// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The reference evaluator: runs a graph with the plain meaning of every op.
// The oracle of every pass, kernel and plan.

#ifndef BURIN_IR_EVALUATE_GRAPH_H_
#define BURIN_IR_EVALUATE_GRAPH_H_

#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "ir/graph.h"
#include "tensor/tensor.h"

namespace burin {

// One tensor per graph input, of exactly its type, to one per graph output.
// Intermediate tensors are freed after their last use.
Result<std::vector<Tensor>> EvaluateGraph(const Graph& graph,
                                          std::span<const Tensor> inputs);

// The same; every value that a node makes is shown to `seen` before it is
// freed, in the order of evaluation.
Result<std::vector<Tensor>> EvaluateGraph(
    const Graph& graph, std::span<const Tensor> inputs,
    const std::function<void(ValueId, const Tensor&)>& seen);

}  // namespace burin

#endif  // BURIN_IR_EVALUATE_GRAPH_H_
