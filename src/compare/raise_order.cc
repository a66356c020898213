// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See raise_order.h.

#include "compare/raise_order.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace burin {
namespace {

double Gain(const PrecisionCandidate& from, const PrecisionCandidate& to) {
  const double removed = from.error == to.error ? 0 : from.error - to.error;
  const double added = to.cost - from.cost;
  if (added > 0) return removed / added;
  return removed > 0 ? std::numeric_limits<double>::infinity() : 0;
}

}  // namespace

std::vector<Raise> RaiseOrder(std::span<const StepChoice> steps) {
  std::vector<Raise> out;
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto& candidates = steps[i].candidates;
    size_t at = candidates.size() - 1;
    while (at > 0) {
      size_t best = 0;
      double gain = Gain(candidates[at], candidates[0]);
      for (size_t to = 1; to < at; ++to) {
        const double other = Gain(candidates[at], candidates[to]);
        if (other > gain) {
          best = to;
          gain = other;
        }
      }
      out.push_back({i, best, gain});
      at = best;
    }
  }
  std::ranges::stable_sort(out, std::greater(), &Raise::gain);
  return out;
}

}  // namespace burin
