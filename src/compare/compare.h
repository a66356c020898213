// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Step by step against the source model: what a plate's steps compute, held
// against the plain fp32 evaluation of the model as it was imported. A fused
// step is compared with the value that the last of its source nodes makes.

#ifndef BURIN_COMPARE_COMPARE_H_
#define BURIN_COMPARE_COMPARE_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "compare/difference.h"
#include "compare/samples.h"
#include "ir/graph.h"
#include "plate/plate.h"

namespace burin {

struct StepComparison {
  std::string op;          // of the step, or the name of the network's output
  std::string precision;   // of its products: "fp32", "bf16", "int8"
  std::string shape;       // of the step's output
  std::string nodes;       // the source nodes, joined by '+'
  std::string source;      // the source value's name; empty if not compared
  bool is_output = false;  // the network's output is this step's
  // False when the source model has no float32 value of that many elements
  // there: the step computes something that the model does not have.
  bool compared = false;
  Difference difference;  // fed with the plate's own values: accumulated
  // With `locate`: fed with the source model's values where those are known.
  Difference single;
};

struct Comparison {
  bool located = false;
  std::vector<StepComparison> steps;  // in the order of execution
  std::vector<StepComparison> outputs;
  size_t samples = 0;
  // Rows of the first output, a float32 tensor with a row for each sample,
  // whose largest element is the same one.
  size_t rows = 0;
  size_t agreeing = 0;
};

struct CompareOptions {
  bool locate = false;
  int threads = 0;  // as SessionOptions
  size_t most = 1;  // samples at most, rounded up to whole batches
  // Called after each value of the source model, of all batches.
  std::function<void(size_t done, size_t total)> progress;
};

// A step whose output lies in another order than the source's (channels last)
// is compared in the order that fits better. Errors: kBadInput when the plate
// is of another model; those of reading samples, evaluating and running.
Result<Comparison> ComparePlate(const Graph& reference, Plate plate,
                                const Samples& samples,
                                const CompareOptions& options);

}  // namespace burin

#endif  // BURIN_COMPARE_COMPARE_H_
