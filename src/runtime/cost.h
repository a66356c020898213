// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a step costs in theory: for profiles and reports.

#ifndef BURIN_RUNTIME_COST_H_
#define BURIN_RUNTIME_COST_H_

#include <cstddef>

#include "plate/plan.h"

namespace burin {

// Two operations a multiply-add of matrix and convolution work; 0 for others.
double StepFlops(const Step& step);
// Bytes of all operands.
size_t StepBytes(const Step& step);

}  // namespace burin

#endif  // BURIN_RUNTIME_COST_H_
