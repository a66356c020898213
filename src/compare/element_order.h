// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Compiled steps may keep their values in another order than the source model
// (channels last instead of channels behind the batch). These functions find
// the order and bring the source's values into it.

#ifndef BURIN_COMPARE_ELEMENT_ORDER_H_
#define BURIN_COMPARE_ELEMENT_ORDER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace burin {

// Outer x a x b becomes outer x b x a; a == 1 leaves everything in its place.
struct ElementOrder {
  int64_t outer = 1;
  int64_t a = 1;
  int64_t b = 1;
};

std::vector<float> InOrder(std::span<const float> values,
                           const ElementOrder& order);

// The order of a source value of dimensions `source` that fits `computed`, of
// dimensions `dims`, best: as it is, channels moved from behind the batch to
// the end, or from the end to behind the batch.
ElementOrder BestOrder(std::span<const float> computed, const Dims& dims,
                       std::span<const float> reference, const Dims& source);

}  // namespace burin

#endif  // BURIN_COMPARE_ELEMENT_ORDER_H_
