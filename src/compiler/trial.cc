// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See trial.h.

#include "compiler/trial.h"

#include <cstdio>

#include "compare/self_check.h"
#include "compiler/emit.h"
#include "compiler/lower.h"

namespace burin {
namespace {

// Answers are checked on so many pictures, steps on so many.
constexpr size_t kBuiltInSamples = 16;
constexpr size_t kCalibrationSamples = 64;
constexpr size_t kStepSamples = 8;

std::string Short(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

SelfCheckReport Describe(const SelfCheck& check, std::string images) {
  SelfCheckReport out;
  out.ran = true;
  out.images = std::move(images);
  out.samples = check.samples;
  out.rows = check.rows;
  out.agreeing = check.agreeing;
  out.cosine = check.output.cosine;
  out.max_abs = check.output.max_abs;
  for (const CheckedStep& step : check.steps) {
    if (!step.compared) continue;
    out.steps.push_back({step.op, step.precision, step.name,
                         step.difference.cosine, step.difference.max_abs});
  }
  return out;
}

// The report as the plate remembers it: one entry for the whole, one for all
// steps.
void Remember(const SelfCheckReport& report, const SelfCheck& check,
              Plan& plan) {
  plan.metadata.emplace_back(
      "self_check",
      StrCat("top-1 ", report.agreeing, " of ", report.rows, " as in fp32, ",
             "output cosine ", Short(report.cosine), ", max difference ",
             Short(report.max_abs)));
  std::string steps;
  for (const CheckedStep& step : check.steps) {
    steps += steps.empty() ? "" : " ";
    steps += step.compared ? StrCat(Short(step.difference.cosine), "/",
                                    Short(step.difference.max_abs))
                           : "-";
  }
  plan.metadata.emplace_back("self_check_steps", steps);
}

}  // namespace

Result<Plate> TrialPlate(const std::string& onnx_path,
                         const CompileOptions& options,
                         std::string_view precision) {
  CompileOptions own = options;
  own.dump_folder.clear();
  own.strict = false;
  auto& kept = precision == "fp32" ? own.keep_dtype : own.keep_bf16;
  if (precision != options.precision) {
    for (const Op& product :
         {Op(FusedLinear{}), Op(FusedMlp{}), Op(Attention{})}) {
      kept.push_back(StrCat("OpType::", OpName(product)));
    }
  }
  BURIN_ASSIGN(const LoweredModel lowered, LowerModel(onnx_path, own));
  BURIN_ASSIGN(Emitted emitted, Emit(lowered.graph, lowered.isa));
  return PlateInMemory(std::move(emitted));
}

SampleOptions SamplesOf(const CompileOptions& options) {
  SampleOptions out;
  out.spec = options.calibration_data;
  out.transform.recipe = options.calibration_images.recipe;
  if (options.calibration_images.crop_pct != 0) {
    out.transform.crop_pct = options.calibration_images.crop_pct;
  }
  out.most = options.calibration_samples;
  return out;
}

Result<void> CheckItself(const std::string& onnx_path,
                         const CompileOptions& options, Plate plate,
                         CompileReport& report, Plan& plan) {
  if (plate.plan.isa > DetectIsa()) {
    report.notes.push_back(
        StrCat("not checked: this CPU does not run ", IsaName(plate.plan.isa)));
    return {};
  }
  BURIN_ASSIGN(Plate reference, TrialPlate(onnx_path, options, "fp32"));
  SampleOptions wanted = SamplesOf(options);
  wanted.blocks = plan.blocks;
  BURIN_ASSIGN(const Samples samples,
               Samples::Open(wanted, InputInfos(plate.plan)));
  SelfCheckOptions check;
  check.most = samples.built_in() ? kBuiltInSamples : kCalibrationSamples;
  check.most_steps = kStepSamples;
  check.threads = options.threads;
  BURIN_ASSIGN(
      const SelfCheck result,
      CheckPlate(std::move(plate), std::move(reference), samples, check)
          .Context("self-check"));
  report.self_check = Describe(result, samples.Describe());
  Remember(report.self_check, result, plan);
  return {};
}

}  // namespace burin
