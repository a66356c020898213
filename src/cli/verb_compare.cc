// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin compare: every step of a plate against the plain fp32 evaluation of the
// model that it was made of.

#include <algorithm>

#include "base/file.h"
#include "cli/compile_options.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/model_options.h"
#include "cli/precision_options.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "compare/compare.h"
#include "compare/compare_csv.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "onnx/import.h"

namespace burin::cli {
namespace {

constexpr Option kOwnOptions[] = {
    {"model", "-m -gm --golden-model", ValueKind::kText, "FILE", "",
     "the ONNX file; may also be given without --model"},
    {"plate", "-om --om-model", ValueKind::kText, "FILE", "",
     "a plate of it; none: it is compiled with the options below"},
    {"input", "-i", ValueKind::kText, "LIST", "",
     "a folder of photographs or .npy and .bin files, or such files; none: "
     "built-in images"},
    {"samples", "", ValueKind::kPositive, "N", "1",
     "compare over N samples, rounded up to whole batches"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how photographs are preprocessed"},
    {"crop-pct", "", ValueKind::kNumber, "P", "",
     "resize the short side to floor(size / P); the recipe's own if absent"},
    {"locate", "--locat -single", ValueKind::kBool, "", "no",
     "also run each step on the model's own values: its error alone"},
    {.name = "csv",
     .value = "FILE",
     .help = "write the table with msit's columns",
     .writes = true},
    {"bound", "", ValueKind::kNumber, "X", "0.0001",
     "of fp32 plates: allowed difference, as a part of the largest value"},
    {"cosine", "", ValueKind::kNumber, "X", "0.99",
     "of reduced plates: least cosine; further limits are msit's"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

// Options of compile that say which plate is made.
constexpr std::string_view kCompileOptions[] = {"input_shape",
                                                "target",
                                                "precision",
                                                "keep_dtype",
                                                "keep-bf16",
                                                "op_precision_mode",
                                                "precision_mode",
                                                "precision_mode_v2",
                                                "modify_mixlist",
                                                "op_select_implmode",
                                                "optypelist_for_implmode",
                                                "strict",
                                                "skip-pass"};

std::span<const Option> Options() {
  static const std::vector<Option> kAll = [] {
    std::vector<Option> out(std::begin(kOwnOptions), std::end(kOwnOptions));
    for (Option option : CompileOptionTable()) {
      if (std::ranges::find(kCompileOptions, option.name) ==
          std::end(kCompileOptions)) {
        continue;
      }
      if (option.name == "input_shape") option.aliases = "-is";
      out.push_back(option);
    }
    return out;
  }();
  return kAll;
}

// What makes a step bad: for fp32 plates a bound on the largest difference,
// for reduced ones the limits of msit.
struct Judge {
  bool reduced = false;
  double bound = 0;
  Thresholds limits;

  bool Bad(const Difference& d) const {
    return reduced ? !FailedMeasure(d, limits).empty() : !d.Within(bound);
  }
};

std::string Numbers(const Difference& d) {
  char text[64];
  std::snprintf(text, sizeof text, "%10.7f %8.1e", d.cosine, d.max_abs);
  return text;
}

void PrintStep(const StepComparison& step, bool located, const Judge& judge) {
  char head[96];
  std::snprintf(head, sizeof head, "%-16.16s %-5.5s %-18.18s ", step.op.c_str(),
                step.precision.c_str(), step.shape.c_str());
  constexpr std::string_view kNone = "         -        -";
  std::string line = head;
  line += step.compared ? Numbers(step.difference) : kNone;
  if (located) {
    const bool alone = step.compared && step.single.elements > 0;
    line += " " + (alone ? Numbers(step.single) : std::string(kNone));
  }
  char largest[32] = "         -";
  if (step.compared) {
    std::snprintf(largest, sizeof largest, " %9.2e",
                  step.difference.reference_max);
  }
  line += largest;
  line += step.compared && judge.Bad(step.difference) ? " * " : "   ";
  Print(line, OneLine(step.nodes.substr(0, 60)));
}

void PrintTable(const Comparison& comparison, const Judge& judge) {
  const bool located = comparison.located;
  Print("op               prec  output                 cosine   max|d|",
        located ? " alone:cosine   max|d|" : "", "  max|ref|   nodes");
  size_t compared = 0;
  for (const StepComparison& step : comparison.steps) {
    PrintStep(step, located, judge);
    compared += step.compared ? 1 : 0;
  }
  Print("outputs");
  for (const StepComparison& output : comparison.outputs) {
    PrintStep(output, located, judge);
  }
  Print(compared, " of ", comparison.steps.size(),
        " steps compared; the others compute what the model has no value for");
  if (comparison.rows > 0) {
    Print("top-1: ", comparison.agreeing, " of ", comparison.rows, " equal");
  }
}

// The verdict: an error when an output of the network is bad.
Result<void> Report(const Comparison& comparison, const Judge& judge) {
  PrintTable(comparison, judge);
  const auto bad = [&](const StepComparison& step) {
    return step.compared && judge.Bad(step.difference);
  };
  const auto first = std::ranges::find_if(comparison.steps, bad);
  if (first != comparison.steps.end()) {
    const Difference& d = first->difference;
    Print("first beyond the bound: ", first->op, " ", OneLine(first->nodes),
          judge.reduced ? StrCat(" (", FailedMeasure(d, judge.limits), ")")
                        : std::string(),
          d.Broken() ? StrCat(", ", d.nan, " NaN, ", d.infinite, " infinite")
                     : std::string());
  }
  const auto alone =
      std::ranges::find_if(comparison.steps, [&](const StepComparison& step) {
        return step.compared && step.single.elements > 0 &&
               judge.Bad(step.single);
      });
  if (comparison.located && alone != comparison.steps.end()) {
    Print("first bad by itself: ", alone->op, " ", OneLine(alone->nodes));
  } else if (comparison.located && first != comparison.steps.end()) {
    Print("no step is bad by itself: the error is accumulated");
  }
  const auto output = std::ranges::find_if(comparison.outputs, bad);
  if (output == comparison.outputs.end()) return {};
  char numbers[128];
  std::snprintf(numbers, sizeof numbers,
                "difference %.3e, largest value %.3e, cosine %.6f",
                output->difference.max_abs, output->difference.reference_max,
                output->difference.cosine);
  return MakeError(ErrorCode::kBadValue, "output '", output->op,
                   "': ", numbers);
}

// The plate that is named, or one made of the model.
Result<Plate> PlateToCompare(const std::string& model, const Arguments& args) {
  if (args.Has("plate")) return ReadPlate(args.Text("plate"));
  CompileOptions options;
  BURIN_ASSIGN(options.input_shapes,
               ParseInputShapes(args.Text("input_shape")));
  options.target = args.Text("target");
  options.skip_passes = SplitCommas(args.Text("skip-pass"));
  BURIN_ASSIGN(const std::vector<std::string> notes,
               ReadPrecisionOptions(args, options));
  BURIN_ASSIGN(const LoweredModel lowered, LowerModel(model, options));
  for (const std::string& note : notes) Note(note);
  for (const std::string& note : lowered.notes) Note(note);
  BURIN_ASSIGN(Emitted emitted, Emit(lowered.graph, lowered.isa));
  return PlateInMemory(std::move(emitted));
}

Result<void> RunCompare(const Arguments& args) {
  if (!args.Has("model") && args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage, "compare: no model named");
  }
  const std::string model =
      args.Has("model") ? args.Text("model") : args.positionals()[0];
  BURIN_ASSIGN(Plate plate, PlateToCompare(model, args));
  ImportOptions import;
  for (const Port& port : plate.plan.inputs) {
    import.input_shapes.emplace_back(port.name, port.operand.type.dims);
  }
  BURIN_ASSIGN(const Graph reference, ImportOnnx(model, import));
  CompareOptions options;
  options.locate = args.Flag("locate");
  options.threads = UsableThreadsOf(args);
  options.most = static_cast<size_t>(args.Integer("samples"));
  SampleOptions wanted;
  wanted.spec = args.Text("input");
  BURIN_ASSIGN(wanted.transform, TransformOptionsOf(args));
  wanted.most = options.most;
  wanted.blocks = plate.plan.blocks;
  BURIN_ASSIGN(const Samples samples,
               Samples::Open(wanted, InputInfos(plate.plan)));
  // Whole batches cost no more.
  options.most =
      (options.most + samples.batch() - 1) / samples.batch() * samples.batch();
  ProgressLine progress("compare");
  options.progress = [&](size_t done, size_t total) {
    progress.Update(done, total);
  };
  BURIN_ASSIGN(const Comparison comparison,
               ComparePlate(reference, std::move(plate), samples, options));
  progress.Clear();
  Judge judge;
  judge.reduced = !args.Has("bound") &&
                  std::ranges::any_of(comparison.steps, [](const auto& step) {
                    return step.precision != "fp32";
                  });
  judge.bound = args.Number("bound");
  judge.limits.cosine = args.Number("cosine");
  if (args.Has("csv")) {
    const std::string csv = ComparisonCsv(comparison, judge.limits);
    const ByteSpan bytes = std::as_bytes(std::span(csv));
    BURIN_TRY(WriteFile(args.Text("csv"), std::span(&bytes, 1)));
  }
  if (args.Flag("json")) PrintJson(ComparisonJson(comparison));
  return Report(comparison, judge);
}

}  // namespace

// As compile's, its table is made before main().
const Verb kCompareVerb = {
    .name = "compare",
    .positionals = "[MODEL]",
    .max_positionals = 1,
    .summary = "holds every step of a plate against the model's evaluation",
    .example =
        "burin compare net.onnx --plate net_bs4.plate --input val --locate",
    .options = Options(),
    .run = RunCompare,
};

}  // namespace burin::cli
