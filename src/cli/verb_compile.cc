// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin compile: an ONNX model becomes a plate.

#include "base/file.h"
#include "burin/compile.h"
#include "cli/compile_options.h"
#include "cli/console.h"
#include "cli/precision_options.h"
#include "cli/precision_tables.h"
#include "cli/shared.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

Result<void> CheckUsage(const Arguments& args) {
  if (args.Integer("framework") != 5) {
    return MakeError(ErrorCode::kBadUsage, "--framework ",
                     args.Text("framework"), ": only ONNX (5) is read");
  }
  if (args.Integer("mode") != 0) {
    return MakeError(ErrorCode::kBadUsage, "--mode ", args.Text("mode"),
                     ": only compiling (0) is offered; burin inspect shows "
                     "models and plates");
  }
  return {};
}

// What plates are tried on, and how.
Result<void> ReadTrialOptions(const Arguments& args, CompileOptions& options) {
  options.max_drop = args.Number("max-drop");
  if (options.max_drop < 0) {
    return MakeError(ErrorCode::kBadUsage, "--max-drop ", args.Text("max-drop"),
                     ": no less than 0");
  }
  options.calibration_data = args.Text("calibration-data");
  options.calibration_samples =
      static_cast<size_t>(args.Integer("calibration-samples"));
  BURIN_ASSIGN(const TransformOptions images, TransformOptionsOf(args));
  options.calibration_images.recipe = images.recipe;
  options.calibration_images.crop_pct = images.crop_pct.value_or(0);
  if (args.Has("self-check")) options.self_check = args.Flag("self-check");
  options.threads = ThreadsOf(args);
  return {};
}

// "3 products in fp32, 51 in bf16, "; empty for a network without products.
std::string ProductsText(const CompileReport& report) {
  std::string out;
  for (const auto& [precision, count] : report.products) {
    if (count == 0) continue;
    out +=
        StrCat(count, out.empty() ? " products in " : " in ", precision, ", ");
  }
  return out;
}

Result<void> RunCompile(const Arguments& args) {
  BURIN_TRY(CheckUsage(args));
  CompileOptions options;
  BURIN_ASSIGN(options.input_shapes,
               ParseInputShapes(args.Text("input_shape")));
  options.target = args.Text("target");
  options.skip_passes = SplitCommas(args.Text("skip-pass"));
  options.dump_folder = args.Text("dump-ir");
  if (!options.dump_folder.empty()) BURIN_TRY(MakeFolder(options.dump_folder));
  BURIN_ASSIGN(const std::vector<std::string> notes,
               ReadPrecisionOptions(args, options));
  for (const std::string& note : notes) Note(note);
  BURIN_TRY(ReadTrialOptions(args, options));
  const std::string plate = PlatePath(args.Text("output"));
  BURIN_ASSIGN(const CompileReport report,
               Compile(args.Text("model"), plate, options));
  for (const std::string& note : report.notes) Note(note);
  const std::string& log = args.Text("log");
  if (log == "debug" || log == "info") {
    for (const PassReport& pass : report.passes) {
      Print("pass ", pass.name, ": ", pass.changed ? "changed" : "no change",
            ", ", Fixed(pass.milliseconds, 2), " ms");
    }
  }
  PrintSelfCheck(report.self_check, log == "debug" || log == "info");
  if (!report.chosen.precision.empty()) {
    BURIN_TRY(ReportAuto(report.chosen, plate));
  }
  Print("compile run success: ", plate, ", ", report.steps, " steps, ",
        ProductsText(report), "weights ", Megabytes(report.weight_bytes),
        ", arena ", Megabytes(report.arena_bytes), ", ",
        Fixed(report.milliseconds / 1000, 2), " s");
  return {};
}

}  // namespace

// A function's table cannot be a constant expression's operand in another
// file, so this one is initialized before main().
const Verb kCompileVerb = {
    .name = "compile",
    .summary = "turns ONNX into a plate for one batch size and one CPU kind",
    .example =
        "burin compile --framework=5 --model=net.onnx "
        "--output=net_bs4 --input_shape=\"input:4,3,224,224\"",
    .options = CompileOptionTable(),
    .run = RunCompile,
};

}  // namespace burin::cli
