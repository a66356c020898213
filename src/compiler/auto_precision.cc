// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See auto_precision.h.

#include "compiler/auto_precision.h"

#include <algorithm>
#include <vector>

#include "compare/choose_precision.h"
#include "compiler/step_names.h"
#include "compiler/trial.h"

namespace burin {
namespace {

constexpr std::string_view kPrecisions[] = {"fp32", "bf16", "int8"};

AutoStep Describe(const StepChoice& step) {
  AutoStep out;
  out.op = step.op;
  out.name = step.name;
  for (const PrecisionCandidate& candidate : step.candidates) {
    out.candidates.push_back({std::string(PrecisionName(candidate.precision)),
                              candidate.error, candidate.cost,
                              candidate.milliseconds});
  }
  out.chosen = step.chosen;
  return out;
}

}  // namespace

Result<AutoReport> ResolveAuto(const std::string& onnx_path,
                               CompileOptions& options, int64_t blocks) {
  CompileOptions reduced = options;
  reduced.precision = kPrecisions[2];
  std::vector<Plate> variants;
  for (const std::string_view precision : kPrecisions) {
    BURIN_ASSIGN(Plate plate, TrialPlate(onnx_path, reduced, precision));
    variants.push_back(std::move(plate));
  }
  const StepsOfNodes nodes = CountStepsOfNodes(variants[0].plan);
  SampleOptions wanted = SamplesOf(options);
  wanted.blocks = blocks;
  BURIN_ASSIGN(const Samples samples,
               Samples::Open(wanted, InputInfos(variants[0].plan)));
  BURIN_ASSIGN(
      const PrecisionChoice choice,
      ChoosePrecision(std::move(variants), samples,
                      {options.max_drop, options.threads, options.progress}));
  AutoReport out;
  Precision fastest = Precision::kFloat32;
  for (const StepChoice& step : choice.steps) {
    out.steps.push_back(Describe(step));
    fastest = std::max(fastest, step.candidates[step.chosen].precision);
  }
  options.precision = PrecisionName(fastest);
  for (const StepChoice& step : choice.steps) {
    const Precision chosen = step.candidates[step.chosen].precision;
    // What this step would have if it were not kept.
    const Precision otherwise =
        std::ranges::max(step.candidates, {},
                         [&](const PrecisionCandidate& candidate) {
                           return candidate.precision <= fastest
                                      ? candidate.precision
                                      : Precision::kFloat32;
                         })
            .precision;
    if (chosen == otherwise) continue;
    auto& list = chosen == Precision::kFloat32 ? out.keep_dtype : out.keep_bf16;
    for (std::string& name : NodesNaming(step.name, nodes)) {
      list.push_back(std::move(name));
    }
  }
  for (auto [from, to] : {std::pair(&out.keep_dtype, &options.keep_dtype),
                          std::pair(&out.keep_bf16, &options.keep_bf16)}) {
    to->insert(to->end(), from->begin(), from->end());
  }
  out.precision = options.precision;
  out.images = samples.Describe();
  out.error_samples = choice.error_samples;
  out.rows = choice.loss.rows;
  out.changed = choice.loss.changed;
  out.points = choice.loss.points;
  out.all_reduced_points = choice.all_reduced.points;
  return out;
}

}  // namespace burin
