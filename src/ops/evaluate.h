// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The reference meaning of every op: plain loops, for every element type that
// the ONNX operator takes. It folds constants, is the oracle of the fast
// kernels and of the passes, and is what the runtime falls back to.

#ifndef BURIN_OPS_EVALUATE_H_
#define BURIN_OPS_EVALUATE_H_

#include <span>
#include <vector>

#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

// Computes the outputs, which are allocated by the caller with the types that
// InferTypes gave (or that the model declares); a result of another shape is
// kShapeMismatch, an index outside its dimension kBadValue. Inputs and outputs
// do not overlap. Safe to call from many threads at once.
Result<void> Evaluate(const Op& op, std::span<const ConstTensorView> inputs,
                      std::span<const TensorView> outputs);

// InferTypes with every input known, allocation, Evaluate.
Result<std::vector<Tensor>> EvaluateToTensors(
    const Op& op, std::span<const ConstTensorView> inputs, size_t outputs);

}  // namespace burin

#endif  // BURIN_OPS_EVALUATE_H_
