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
#include "compiler/blocks.h"
#include "compiler/emit.h"
#include "compiler/gear_weights.h"
#include "compiler/lower.h"
#include "compiler/trial.h"
#include "formats/quote.h"
#include "passes/precision_policy.h"
#include "plate/digest.h"
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

// What no plate can hold is told of the model and the shapes, and before
// anything tries it.
Result<void> CheckSize(const std::string& onnx_path, const Plan& plan) {
  uint64_t largest = std::max(plan.arena_bytes, plan.weight_bytes);
  std::string inputs;
  for (const auto* ports : {&plan.inputs, &plan.outputs}) {
    for (const Port& port : *ports) {
      const TensorType whole = WholeType(plan, port);
      largest = std::max(largest, whole.bytes());
      if (ports != &plan.inputs) continue;
      inputs += StrCat(inputs.empty() ? "" : ", ", Quoted(port.name), " of ",
                       DimsText(whole.dims));
    }
  }
  if (largest <= kMaxSection) return {};
  return MakeError(ErrorCode::kTooLarge, onnx_path, ": with ", inputs, ": ",
                   largest, " bytes in one piece, at most ", kMaxSection);
}

// A plan on its way into a plate.
struct Compiled {
  LoweredModel lowered;
  Emitted emitted;
};

// Adds what the user should know to the report, and checks the plan if that is
// wanted.
Result<Compiled> CompilePlan(const std::string& onnx_path,
                             const CompileOptions& given,
                             CompileReport& report) {
  BURIN_ASSIGN(const Blocking blocking, FindBlocks(onnx_path, given));
  const CompileOptions& options = blocking.options;
  Compiled out;
  BURIN_ASSIGN(out.lowered, LowerModel(onnx_path, options));
  report.notes = out.lowered.notes;
  BURIN_ASSIGN(out.emitted, Emit(out.lowered.graph, out.lowered.isa));
  Plan& plan = out.emitted.plan;
  plan.blocks = blocking.count;
  BURIN_TRY(CheckSize(onnx_path, plan));
  plan.metadata = Metadata(given, plan.isa);
  if (options.self_check.value_or(HasReduced(plan))) {
    BURIN_ASSIGN(Emitted tried, Emit(out.lowered.graph, out.lowered.isa));
    BURIN_ASSIGN(Plate plate, PlateInMemory(std::move(tried)));
    BURIN_TRY(CheckItself(onnx_path, options, std::move(plate), report, plan));
  }
  return out;
}

void Describe(const Compiled& compiled, CompileReport& report) {
  report.passes.clear();
  for (const PassRecord& record : compiled.lowered.passes) {
    report.passes.push_back({record.name, record.changed, record.milliseconds});
  }
  report.products = CountProducts(compiled.lowered.graph);
  report.steps = compiled.emitted.plan.steps.size();
  report.weight_bytes = compiled.emitted.plan.weight_bytes;
  report.arena_bytes = compiled.emitted.plan.arena_bytes;
  report.blocks = compiled.emitted.plan.blocks;
}

// The options of one gear.
CompileOptions AtBatch(const CompileOptions& options, int64_t batch) {
  CompileOptions out = options;
  out.batches.clear();
  for (auto& [name, dims] : out.input_shapes) {
    if (!dims.empty() && dims[0] == -1) dims[0] = batch;
  }
  if (!out.dump_folder.empty()) {
    out.dump_folder += StrCat("/batch-", batch);
  }
  return out;
}

Result<void> CompileGears(const std::string& onnx_path,
                          const std::string& plate_path, CompileOptions options,
                          CompileReport& report) {
  std::vector<Plan> plans;
  GearWeights weights;
  for (const int64_t batch : options.batches) {
    const bool first = plans.empty();
    CompileOptions own = AtBatch(options, batch);
    if (!first) own.self_check = false;
    CompileReport gear;
    BURIN_ASSIGN(Compiled compiled,
                 CompilePlan(onnx_path, own, first ? report : gear)
                     .Context(StrCat("batch ", batch)));
    Describe(compiled, report);
    Plan& plan = compiled.emitted.plan;
    const uint64_t added = weights.Add(compiled.emitted.weights.span(), plan);
    report.gears.push_back(
        {batch, plan.steps.size(), plan.arena_bytes, plan.blocks, added});
    plans.push_back(std::move(plan));
  }
  for (Plan& plan : plans) plan.weight_bytes = weights.bytes().size();
  report.weight_bytes = weights.bytes().size();
  BURIN_TRY(CheckCounts(plans).Context(onnx_path));
  return WriteGearPlate(plate_path, plans, weights.bytes());
}

Result<CompileReport> CompileChecked(const std::string& onnx_path,
                                     const std::string& plate_path,
                                     CompileOptions options) {
  const auto start = std::chrono::steady_clock::now();
  CompileReport report;
  BURIN_ASSIGN(std::string digest, FileDigest(onnx_path));
  options.metadata.emplace_back("source_xxh3", std::move(digest));
  std::ranges::sort(options.batches);
  if (options.precision == "auto") {
    // Measured on the smallest gear; its choice is all gears'.
    BURIN_ASSIGN(
        Blocking tried,
        FindBlocks(onnx_path, options.batches.empty()
                                  ? options
                                  : AtBatch(options, options.batches[0])));
    BURIN_ASSIGN(report.chosen,
                 ResolveAuto(onnx_path, tried.options, tried.count));
    options.precision = tried.options.precision;
    options.keep_dtype = tried.options.keep_dtype;
    options.keep_bf16 = tried.options.keep_bf16;
  }
  if (options.batches.empty()) {
    BURIN_ASSIGN(const Compiled compiled,
                 CompilePlan(onnx_path, options, report));
    BURIN_TRY(CheckCounts({&compiled.emitted.plan, 1}).Context(onnx_path));
    BURIN_TRY(WritePlate(plate_path, compiled.emitted.plan,
                         compiled.emitted.weights.span()));
    Describe(compiled, report);
  } else {
    BURIN_TRY(CompileGears(onnx_path, plate_path, options, report));
  }
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
