// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See self_check.h.

#include "compare/self_check.h"

#include <algorithm>

#include "compare/step_runner.h"
#include "compare/top_class.h"

namespace burin {
namespace {

Result<StepRunner> RunnerOf(Plate plate, int threads) {
  std::vector<Plate> plates;
  plates.push_back(std::move(plate));
  return StepRunner::Make(std::move(plates), threads);
}

Result<void> CheckFinite(const Step& step, const Difference& d) {
  if (!d.Broken()) return {};
  return MakeError(ErrorCode::kBadValue, "step '", step.name, "' (",
                   OpName(step.op), ", ", PrecisionName(PrecisionOf(step)),
                   "): ", d.nan, " NaN and ", d.infinite, " infinite of ",
                   d.elements, " values, all finite in fp32");
}

class Checker {
 public:
  Checker(StepRunner reduced, StepRunner reference)
      : reduced_(std::move(reduced)),
        reference_(std::move(reference)),
        steps_(reduced_.steps()) {}

  Result<void> AddBatch(const BatchBuffers& inputs, size_t real, bool by_step) {
    reduced_.SetInputs(inputs.ConstSpans());
    reference_.SetInputs(inputs.ConstSpans());
    for (size_t i = 0; i < steps_.size(); ++i) {
      BURIN_TRY(reduced_.RunStep(i));
      BURIN_TRY(reference_.RunStep(i));
      const Step& step = reduced_.plan().steps[i];
      const Operand& value = step.outputs[0];
      if (!by_step || value.type.dtype != DType::kFloat32) continue;
      steps_[i].Add(reduced_.Floats(value), reference_.Floats(value));
      BURIN_TRY(CheckFinite(step, steps_[i].Total()));
    }
    samples_ += real;
    const std::vector<Port>& outputs = reduced_.plan().outputs;
    if (outputs.empty() || outputs[0].operand.type.dtype != DType::kFloat32) {
      return {};
    }
    const Operand& answer = outputs[0].operand;
    const auto ours = reduced_.Floats(answer);
    const auto theirs = reference_.Floats(answer);
    output_.Add(ours, theirs);
    if (output_.Total().Broken()) {
      return MakeError(ErrorCode::kBadValue, "output '", outputs[0].name,
                       "' is not finite where it is in fp32");
    }
    if (answer.type.dims.empty()) return {};
    const auto rows = static_cast<size_t>(answer.type.dims[0]);
    const auto a = TopClasses(ours, rows), b = TopClasses(theirs, rows);
    for (size_t i = 0; i < std::min(a.size(), real); ++i) {
      ++rows_;
      agreeing_ += a[i] == b[i] ? 1 : 0;
    }
    return {};
  }

  SelfCheck Finish() const {
    SelfCheck out;
    for (size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = reduced_.plan().steps[i];
      out.steps.push_back(
          {std::string(OpName(step.op)),
           std::string(PrecisionName(PrecisionOf(step))), step.name,
           step.outputs[0].type.dtype == DType::kFloat32, steps_[i].Total()});
    }
    out.output = output_.Total();
    out.samples = samples_;
    out.rows = rows_;
    out.agreeing = agreeing_;
    return out;
  }

 private:
  StepRunner reduced_;
  StepRunner reference_;
  std::vector<DifferenceSums> steps_;
  DifferenceSums output_;
  size_t samples_ = 0, rows_ = 0, agreeing_ = 0;
};

}  // namespace

Result<SelfCheck> CheckPlate(Plate reduced, Plate reference,
                             const Samples& samples,
                             const SelfCheckOptions& options) {
  if (!SameLayout(reduced.plan, reference.plan)) {
    return MakeError(ErrorCode::kInternal,
                     "the plate's steps are not those of the fp32 plate");
  }
  BURIN_ASSIGN(StepRunner ours, RunnerOf(std::move(reduced), options.threads));
  BURIN_ASSIGN(StepRunner theirs,
               RunnerOf(std::move(reference), options.threads));
  Checker checker(std::move(ours), std::move(theirs));
  BURIN_ASSIGN(const BatchBuffers inputs, samples.Allocate());
  for (size_t b = 0; samples.InBatch(b, options.most) > 0; ++b) {
    BURIN_TRY(samples.Read(b, inputs));
    const bool by_step = b * samples.batch() < options.most_steps;
    BURIN_TRY(
        checker.AddBatch(inputs, samples.InBatch(b, options.most), by_step));
  }
  return checker.Finish();
}

}  // namespace burin
