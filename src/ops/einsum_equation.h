// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The equation of Einsum against the shapes of its operands: every distinct
// letter, and every dimension behind "...", becomes one label with one size.

#ifndef BURIN_OPS_EINSUM_EQUATION_H_
#define BURIN_OPS_EINSUM_EQUATION_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

struct EinsumPlan {
  Dims sizes;  // of each label
  // The label of each dimension of each operand; an operand's dimension of 1
  // is repeated along a label of another size.
  std::vector<std::vector<size_t>> operands;
  std::vector<size_t> output;  // labels of the result's dimensions, distinct

  Dims OutputDims() const;
};

// NumPy's rules: spaces are ignored; without "->" the result has the "..."
// dimensions, then the letters that occur once, in alphabetical order (capitals
// first). kBadValue for an equation that is not one, kShapeMismatch for
// operands that do not fit it, kTooLarge for more than 2^40 steps.
Result<EinsumPlan> PlanEinsum(std::string_view equation,
                              std::span<const Dims> operands);

}  // namespace burin

#endif  // BURIN_OPS_EINSUM_EQUATION_H_
