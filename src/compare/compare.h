// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Step by step against the source model: what the compiled steps compute, held
// against the plain evaluation of the model as it was imported. A fused step is
// compared with the value that the last of its source nodes makes.

#ifndef BURIN_COMPARE_COMPARE_H_
#define BURIN_COMPARE_COMPARE_H_

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "ir/graph.h"
#include "kernels/isa.h"
#include "tensor/tensor.h"

namespace burin {

struct Difference {
  double cosine = 1;         // of the two as vectors; 1 when both are zero
  double max_abs = 0;        // largest |computed - reference|; NaN if one is
  double reference_max = 0;  // largest |reference|

  // Whether max_abs is within `bound` times reference_max; not for NaN.
  bool Within(double bound) const { return max_abs <= bound * reference_max; }
};

// `computed` against `reference`, which have equally many elements.
Difference Differ(std::span<const float> computed,
                  std::span<const float> reference);

struct StepComparison {
  std::string op;     // of the step, or the name of the network's output
  std::string shape;  // of the step's output
  std::string nodes;  // the source nodes, joined by '+'
  // False when the source model has no float32 value of that many elements
  // there: the step computes something that the model does not have.
  bool compared = false;
  Difference difference;
};

struct Comparison {
  std::vector<StepComparison> steps;  // in the order of execution
  std::vector<StepComparison> outputs;
};

// `compiled` is `reference` after the passes, for `isa`. The steps run as a
// plate, which is written to `plate_path` and left there. A step whose output
// lies in another order than the source's (channels last) is compared in the
// order that fits better.
// Errors: those of evaluating, emitting and running.
Result<Comparison> CompareGraphs(Graph reference, Graph compiled, Isa isa,
                                 std::span<const Tensor> inputs,
                                 const std::string& plate_path);

}  // namespace burin

#endif  // BURIN_COMPARE_COMPARE_H_
