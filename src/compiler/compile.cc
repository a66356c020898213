// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin::Compile: import, passes, emission, plate.

#include "burin/compile.h"

#include <algorithm>
#include <chrono>
#include <new>

#include "burin/version.h"
#include "compiler/auto_precision.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "compiler/trial.h"
#include "passes/precision_policy.h"
#include "plate/plate.h"

namespace burin {
namespace {

// What the plate remembers of its making: no paths, no time, so that the same
// input gives the same bytes.
std::vector<std::pair<std::string, std::string>> Metadata(
    const CompileOptions& options, Isa isa) {
  std::string shapes;
  for (const auto& [name, dims] : options.input_shapes) {
    shapes += StrCat(shapes.empty() ? "" : ";", name, ":", DimsText(dims));
  }
  std::string skipped;
  for (const std::string& name : options.skip_passes) {
    skipped += StrCat(skipped.empty() ? "" : ",", name);
  }
  std::vector<std::pair<std::string, std::string>> out = {
      {"burin", BURIN_VERSION_TEXT},
      {"target", std::string(IsaName(isa))},
      {"precision", options.precision},
      {"input_shape", shapes},
      {"skipped_passes", skipped}};
  out.insert(out.end(), options.metadata.begin(), options.metadata.end());
  return out;
}

bool HasReduced(const Plan& plan) {
  return std::ranges::any_of(plan.steps, [](const Step& step) {
    const Precision* precision = PrecisionField(step.op);
    return precision != nullptr && *precision != Precision::kFloat32;
  });
}

Result<CompileReport> CompileChecked(const std::string& onnx_path,
                                     const std::string& plate_path,
                                     CompileOptions options) {
  const auto start = std::chrono::steady_clock::now();
  CompileReport report;
  if (options.precision == "auto") {
    BURIN_ASSIGN(report.chosen, ResolveAuto(onnx_path, options));
  }
  BURIN_ASSIGN(LoweredModel lowered, LowerModel(onnx_path, options));
  report.notes = std::move(lowered.notes);
  BURIN_ASSIGN(Emitted emitted, Emit(lowered.graph, lowered.isa));
  Plan& plan = emitted.plan;
  plan.metadata = Metadata(options, plan.isa);
  if (options.self_check.value_or(HasReduced(plan))) {
    BURIN_ASSIGN(Emitted tried, Emit(lowered.graph, lowered.isa));
    BURIN_ASSIGN(Plate plate, PlateInMemory(std::move(tried)));
    BURIN_TRY(CheckItself(onnx_path, options, std::move(plate), report, plan));
  }
  BURIN_TRY(WritePlate(plate_path, plan, emitted.weights.span()));

  for (const PassRecord& record : lowered.passes) {
    report.passes.push_back({record.name, record.changed, record.milliseconds});
  }
  report.products = CountProducts(lowered.graph);
  report.steps = plan.steps.size();
  report.weight_bytes = plan.weight_bytes;
  report.arena_bytes = plan.arena_bytes;
  report.milliseconds = std::chrono::duration<double, std::milli>(
                            std::chrono::steady_clock::now() - start)
                            .count();
  return report;
}

}  // namespace

Result<CompileReport> Compile(const std::string& onnx_path,
                              const std::string& plate_path,
                              const CompileOptions& options) try {
  return CompileChecked(onnx_path, plate_path, options);
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, onnx_path,
                   ": no memory to compile");
}

}  // namespace burin
