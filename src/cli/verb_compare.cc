// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin compare: every compiled step against the plain evaluation of the model.

#include "cli/compile_options.h"
#include "cli/console.h"
#include "cli/shared.h"
#include "cli/temporary_folder.h"
#include "cli/verbs.h"
#include "compare/compare.h"
#include "infer/buffers.h"
#include "infer/files.h"
#include "infer/grouping.h"
#include "onnx/import.h"
#include "passes/pipeline.h"
#include "passes/runner.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"model", "-m -gm --golden-model", ValueKind::kText, "FILE", "",
     "the ONNX file; may also be given without --model"},
    {"input_shape", "-is", ValueKind::kText, "TEXT", "",
     "\"name:n,c,h,w;name2:...\"; none: the model's, dynamic sizes as 1"},
    {"input", "-i", ValueKind::kText, "LIST", "",
     "files of the first batch, as for infer; none: random numbers"},
    {"target", "", ValueKind::kChoice, "native|scalar|avx2|avx512|avx512_bf16",
     "native", "instruction set of the steps"},
    {"skip-pass", "", ValueKind::kText, "LIST", "",
     "passes to leave out, separated by commas"},
    {"bound", "", ValueKind::kNumber, "X", "0.0001",
     "allowed difference, as a part of the largest value"},
};

std::vector<TensorInfo> InputInfos(const Graph& graph) {
  std::vector<TensorInfo> out;
  for (const ValueId id : graph.inputs()) {
    const TensorType& type = graph.type(id);
    out.push_back({graph.value(id).name, std::string(DTypeName(type.dtype)),
                   type.dims, type.bytes()});
  }
  return out;
}

Result<std::vector<Tensor>> InputTensors(const Graph& graph,
                                         const Arguments& args) {
  const std::vector<TensorInfo> infos = InputInfos(graph);
  BURIN_ASSIGN(const BatchBuffers buffers, BatchBuffers::Allocate(infos));
  if (args.Has("input")) {
    BURIN_ASSIGN(auto files, ListInputFiles(args.Text("input"), infos.size()));
    BURIN_ASSIGN(const Grouping grouping, GroupFiles(std::move(files), infos));
    for (size_t i = 0; i < infos.size(); ++i) {
      BURIN_TRY(ReadBatch(grouping, 0, i, buffers.spans()[i]));
    }
  }
  std::vector<Tensor> out;
  for (size_t i = 0; i < infos.size(); ++i) {
    if (!args.Has("input")) FillRandom(infos[i], buffers.spans()[i]);
    const TensorType& type = graph.type(graph.inputs()[i]);
    BURIN_ASSIGN(Tensor tensor,
                 Tensor::FromBytes(type.dtype, type.dims, buffers.spans()[i]));
    out.push_back(std::move(tensor));
  }
  return out;
}

void PrintHead() {
  Print(
      "op               output                 cosine   max|d|  max|ref|  "
      "nodes");
}

void PrintStep(const StepComparison& step, double bound) {
  char line[128];
  if (step.compared) {
    std::snprintf(line, sizeof line, "%-16.16s %-18.18s %10.7f %8.1e %9.2e%s",
                  step.op.c_str(), step.shape.c_str(), step.difference.cosine,
                  step.difference.max_abs, step.difference.reference_max,
                  step.difference.Within(bound) ? "  " : " *");
  } else {
    std::snprintf(line, sizeof line, "%-16.16s %-18.18s %10s %8s %9s  ",
                  step.op.c_str(), step.shape.c_str(), "-", "-", "-");
  }
  Print(line, OneLine(step.nodes.substr(0, 60)));
}

// The verdict: an error when an output of the network is beyond the bound.
Result<void> Report(const Comparison& comparison, double bound) {
  const StepComparison* first_bad = nullptr;
  size_t compared = 0;
  PrintHead();
  for (const StepComparison& step : comparison.steps) {
    PrintStep(step, bound);
    compared += step.compared ? 1 : 0;
    if (step.compared && !step.difference.Within(bound) && !first_bad) {
      first_bad = &step;
    }
  }
  Print("outputs");
  for (const StepComparison& output : comparison.outputs) {
    PrintStep(output, bound);
  }
  Print(compared, " of ", comparison.steps.size(),
        " steps compared; the others compute what the model has no value for");
  if (first_bad != nullptr) {
    Print("first beyond the bound: ", first_bad->op, " ",
          OneLine(first_bad->nodes));
  }
  for (const StepComparison& output : comparison.outputs) {
    if (output.compared && !output.difference.Within(bound)) {
      char numbers[96];
      std::snprintf(numbers, sizeof numbers,
                    "difference %.3e, largest value %.3e, bound %.1e",
                    output.difference.max_abs, output.difference.reference_max,
                    bound);
      return MakeError(ErrorCode::kBadValue, "output '", output.op,
                       "': ", numbers);
    }
  }
  return {};
}

Result<void> RunCompare(const Arguments& args) {
  if (!args.Has("model") && args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage, "compare: no model named");
  }
  const std::string model =
      args.Has("model") ? args.Text("model") : args.positionals()[0];
  ImportOptions import;
  BURIN_ASSIGN(import.input_shapes, ParseInputShapes(args.Text("input_shape")));
  const std::string& target = args.Text("target");
  const Isa isa = target == "native" ? DetectIsa() : *ParseIsa(target);
  BURIN_ASSIGN(Graph reference, ImportOnnx(model, import));
  BURIN_ASSIGN(Graph compiled, ImportOnnx(model, import));
  compiled.Compact();
  BURIN_TRY(RunPasses(compiled, CompilePipeline(), {isa},
                      {SplitCommas(args.Text("skip-pass")), ""}));
  compiled.Compact();
  BURIN_ASSIGN(const std::vector<Tensor> inputs, InputTensors(reference, args));
  BURIN_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Create());
  BURIN_ASSIGN(const Comparison comparison,
               CompareGraphs(std::move(reference), std::move(compiled), isa,
                             inputs, folder.path() + "/steps.plate"));
  return Report(comparison, args.Number("bound"));
}

}  // namespace

constinit const Verb kCompareVerb = {
    .name = "compare",
    .positionals = "[MODEL]",
    .max_positionals = 1,
    .summary = "holds every compiled step against the model's plain evaluation",
    .example = "burin compare net.onnx --input_shape=\"input:2,3,224,224\"",
    .options = kOptions,
    .run = RunCompare,
};

}  // namespace burin::cli
