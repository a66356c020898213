// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin::Compile: import, passes, emission, plate.

#include "burin/compile.h"

#include <chrono>
#include <new>

#include "burin/version.h"
#include "compiler/emit.h"
#include "onnx/import.h"
#include "passes/pipeline.h"
#include "passes/runner.h"
#include "plate/plate.h"

namespace burin {
namespace {

// Some passes look at every node for every rewrite; this bounds their time. The
// networks that burin is made for have under 2,000 nodes once their shapes are
// folded.
constexpr size_t kMaxNodes = 20000;
constexpr size_t kMaxValues = 100000;

Result<Isa> TargetIsa(const std::string& target) {
  if (target == "native") return DetectIsa();
  const auto isa = ParseIsa(target);
  if (!isa) {
    return MakeError(ErrorCode::kBadUsage, "target '", target,
                     "' is none of native, scalar, avx2, avx512");
  }
  return *isa;
}

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
  return {{"burin", BURIN_VERSION_TEXT},
          {"target", std::string(IsaName(isa))},
          {"precision", "fp32"},
          {"input_shape", shapes},
          {"skipped_passes", skipped}};
}

Result<CompileReport> CompileChecked(const std::string& onnx_path,
                                     const std::string& plate_path,
                                     const CompileOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  BURIN_ASSIGN(const Isa isa, TargetIsa(options.target));
  ImportOptions import;
  import.input_shapes = options.input_shapes;
  BURIN_ASSIGN(Graph graph, ImportOnnx(onnx_path, import));
  graph.Compact();
  if (graph.node_count() > kMaxNodes || graph.value_count() > kMaxValues) {
    return MakeError(ErrorCode::kTooLarge, onnx_path, ": ", graph.node_count(),
                     " nodes and ", graph.value_count(),
                     " values after folding, at most ", kMaxNodes, " and ",
                     kMaxValues);
  }
  BURIN_ASSIGN(const std::vector<PassRecord> records,
               RunPasses(graph, CompilePipeline(), {isa},
                         {options.skip_passes, options.dump_folder}));
  graph.Compact();
  BURIN_ASSIGN(Emitted emitted, Emit(graph, isa));
  emitted.plan.metadata = Metadata(options, isa);
  BURIN_TRY(WritePlate(plate_path, emitted.plan, emitted.weights.span()));

  CompileReport report;
  for (const PassRecord& record : records) {
    report.passes.push_back({record.name, record.changed, record.milliseconds});
  }
  report.steps = emitted.plan.steps.size();
  report.weight_bytes = emitted.plan.weight_bytes;
  report.arena_bytes = emitted.plan.arena_bytes;
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
