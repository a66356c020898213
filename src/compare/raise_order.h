// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// In which order reduced steps are raised to more exact precisions.

#ifndef BURIN_COMPARE_RAISE_ORDER_H_
#define BURIN_COMPARE_RAISE_ORDER_H_

#include <cstddef>
#include <span>
#include <vector>

#include "compare/choose_precision.h"

namespace burin {

struct Raise {
  size_t choice = 0;  // of the steps given
  size_t to = 0;      // of its candidates
  double gain = 0;    // error removed for each unit of cost added
};

// From every step's last candidate to every step's first, largest gain first;
// equal gains in the order of steps. A candidate that is no better bargain than
// the next more exact one is passed over, so that a step's own gains fall.
std::vector<Raise> RaiseOrder(std::span<const StepChoice> steps);

}  // namespace burin

#endif  // BURIN_COMPARE_RAISE_ORDER_H_
