// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which steps of a network may be reduced: every step is run reduced alone, its
// error at the scores is measured, and of all steps reduced those are raised
// again, most error for the time saved first, until what is left is within the
// allowed loss on all samples. Time is counted in multiply-adds (bf16 a half,
// int8 a quarter), so that the choice is the same on any run.

#ifndef BURIN_COMPARE_CHOOSE_PRECISION_H_
#define BURIN_COMPARE_CHOOSE_PRECISION_H_

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "compare/answer_loss.h"
#include "compare/samples.h"
#include "plate/plate.h"

namespace burin {

struct PrecisionCandidate {
  size_t variant = 0;
  Precision precision = Precision::kFloat32;
  double error = 0;         // AnswerLoss::noise with this step alone reduced
  double cost = 0;          // multiply-adds in fp32's time
  double milliseconds = 0;  // measured; nothing depends on it
};

// A step that has a choice.
struct StepChoice {
  size_t step = 0;  // of the plan
  std::string op;
  std::string name;
  // Variant 0 first, then faster and faster; no precision twice.
  std::vector<PrecisionCandidate> candidates;
  size_t chosen = 0;  // of candidates
};

struct PrecisionChoice {
  std::vector<StepChoice> steps;
  size_t error_samples = 0;
  AnswerLoss loss;  // of the choice
  AnswerLoss all_reduced;
};

struct PrecisionChoiceOptions {
  double max_drop = 0.1;  // points
  int threads = 0;
  // Runs of whole batches, of as many as there will be at most. May be empty.
  std::function<void(size_t done, size_t total)> progress;
};

// `variants` are plates of one network and layout: fp32 first, then those with
// everything reduced, the fastest last. The first output is float32 scores.
// Errors: kBadUsage when it is not; those of reading and running.
Result<PrecisionChoice> ChoosePrecision(std::vector<Plate> variants,
                                        const Samples& samples,
                                        const PrecisionChoiceOptions& options);

}  // namespace burin

#endif  // BURIN_COMPARE_CHOOSE_PRECISION_H_
