// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See element_order.h.

#include "compare/element_order.h"

#include "compare/difference.h"

namespace burin {

std::vector<float> InOrder(std::span<const float> values,
                           const ElementOrder& order) {
  if (order.a == 1) return {values.begin(), values.end()};
  std::vector<float> out;
  out.reserve(values.size());
  for (int64_t o = 0; o < order.outer; ++o) {
    for (int64_t j = 0; j < order.b; ++j) {
      for (int64_t i = 0; i < order.a; ++i) {
        out.push_back(
            values[static_cast<size_t>((o * order.a + i) * order.b + j)]);
      }
    }
  }
  return out;
}

ElementOrder BestOrder(std::span<const float> computed, const Dims& dims,
                       std::span<const float> reference, const Dims& source) {
  const ElementOrder same{1, 1, 1};
  if (dims == source || source.size() < 3 || reference.empty()) return same;
  const int64_t outer = source[0];
  const int64_t rest = static_cast<int64_t>(reference.size()) / outer;
  ElementOrder best = same;
  double least = Differ(computed, reference).rms;
  for (const int64_t a : {source[1], rest / source.back()}) {
    const ElementOrder order{outer, a, rest / a};
    const double rms = Differ(computed, InOrder(reference, order)).rms;
    // Not for NaN on either side: then any order is as good.
    if (rms < least) {
      best = order;
      least = rms;
    }
  }
  return best;
}

}  // namespace burin
