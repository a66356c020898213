// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Type inference: from the op and its inputs to the types of its outputs. One
// function serves the importer, every pass's check and the plate's verifier,
// so it must hold against hostile attributes and shapes: every product of
// dimensions is checked.

#ifndef BURIN_OPS_INFER_H_
#define BURIN_OPS_INFER_H_

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

// One input of an op as far as it is known before the run.
struct OpInput {
  bool present = true;
  TensorType type;
  // The value, where it is a constant (shapes, axes, ranges).
  std::optional<ConstTensorView> constant;
};

// The types of `outputs` outputs. Errors: kShapeMismatch (inputs that do not
// fit the op), kTooLarge, and kUnsupportedOp when the shape depends on a value
// that is not constant (the message says which input).
Result<std::vector<TensorType>> InferTypes(const Op& op,
                                           std::span<const OpInput> inputs,
                                           size_t outputs);

}  // namespace burin

#endif  // BURIN_OPS_INFER_H_
