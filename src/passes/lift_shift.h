// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The spatial shift of ShiftViT, however it was written: with slices, zeros and
// concatenations, with padding, or by assignment to parts of a tensor of zeros.
//
//   a patchwork of x and zeros that equals Shift(x)  ->  Shift(x)
//
// Precondition: float32 of four dimensions. The patchwork (regions.h) is
// compared box by box, so nothing is taken on trust.

#ifndef BURIN_PASSES_LIFT_SHIFT_H_
#define BURIN_PASSES_LIFT_SHIFT_H_

#include "passes/pass.h"

namespace burin {

Result<bool> LiftShift(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_SHIFT_H_
