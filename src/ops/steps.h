// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How much work the reference evaluation of an op is, so that constants from
// hostile files are not computed for hours.

#ifndef BURIN_OPS_STEPS_H_
#define BURIN_OPS_STEPS_H_

#include <span>

#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

// Elements read, written and multiplied by Evaluate(), rounded up; some 10^8
// are a second. The types are those of an op that was inferred; an absent input
// has a type without elements.
double EvaluationSteps(const Op& op, std::span<const TensorType> inputs,
                       std::span<const TensorType> outputs);

}  // namespace burin

#endif  // BURIN_OPS_STEPS_H_
