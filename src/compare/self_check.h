// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A reduced plate against the fp32 plate of the same network, step by step.

#ifndef BURIN_COMPARE_SELF_CHECK_H_
#define BURIN_COMPARE_SELF_CHECK_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "compare/difference.h"
#include "compare/samples.h"
#include "plate/plate.h"

namespace burin {

struct CheckedStep {
  std::string op;
  std::string precision;
  std::string name;
  bool compared = false;  // its first output is float32
  Difference difference;
};

struct SelfCheck {
  std::vector<CheckedStep> steps;  // in the order of the plan
  Difference output;               // of the first output
  size_t samples = 0;
  size_t rows = 0;  // as in Comparison
  size_t agreeing = 0;
};

struct SelfCheckOptions {
  size_t most = 64;        // samples whose answers are compared
  size_t most_steps = 16;  // samples whose steps are compared
  int threads = 0;
};

// Errors: kBadValue, naming the first step, when it makes NaN or infinity of
// what is finite in fp32; kInternal when the plates' steps differ; those of
// reading and running.
Result<SelfCheck> CheckPlate(Plate reduced, Plate reference,
                             const Samples& samples,
                             const SelfCheckOptions& options);

}  // namespace burin

#endif  // BURIN_COMPARE_SELF_CHECK_H_
