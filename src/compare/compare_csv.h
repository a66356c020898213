// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A comparison as CSV with the columns of msit's compare, in its order and
// spelling, and burin's own after them; and the verdict by its thresholds.

#ifndef BURIN_COMPARE_COMPARE_CSV_H_
#define BURIN_COMPARE_COMPARE_CSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "compare/compare.h"

namespace burin {

// What a step must keep to be called precise; msit's numbers.
struct Thresholds {
  double cosine = 0.99;              // at least
  double euclidean_relative = 0.05;  // at most, as all below
  double divergence = 0.005;
  double rms = 1.0;
  double mean_relative = 1.0;
};

// The name of the first measure that `d` fails; empty when it passes all. A
// value that is not finite fails the first.
std::string_view FailedMeasure(const Difference& d, const Thresholds& limits);

// One line for each step, one for each output. Steps that were not compared
// say why in CompareFailReason.
std::string ComparisonCsv(const Comparison& comparison,
                          const Thresholds& limits);

}  // namespace burin

#endif  // BURIN_COMPARE_COMPARE_CSV_H_
