// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin compile: an ONNX model becomes a plate.

#include <optional>

#include "base/file.h"
#include "burin/compile.h"
#include "cli/compile_modes.h"
#include "cli/compile_options.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/model_options.h"
#include "cli/overwrite.h"
#include "cli/precision_options.h"
#include "cli/precision_tables.h"
#include "cli/shared.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

constexpr std::string_view kStart =
    "ATC start working now, please wait for a moment.";
constexpr std::string_view kSuccess =
    "ATC run success, welcome to the next use.";

enum class Mode { kCompile = 0, kJson = 1, kCheck = 3, kShow = 6 };

Result<Mode> ModeOf(const Arguments& args) {
  for (const Mode mode :
       {Mode::kCompile, Mode::kJson, Mode::kCheck, Mode::kShow}) {
    if (args.Integer("mode") == static_cast<int64_t>(mode)) return mode;
  }
  return MakeError(ErrorCode::kBadUsage, "E10001: --mode ", args.Text("mode"),
                   ": 0 (compile), 1 (to JSON), 3 (check) or 6 (show) "
                   "expected");
}

Result<void> Require(const Arguments& args, std::string_view name) {
  if (args.Has(name)) return {};
  return MakeError(ErrorCode::kBadUsage, "compile: option --", name,
                   " is required");
}

Result<void> CheckUsage(const Arguments& args, Mode mode) {
  if (args.Integer("framework") != 5) {
    return MakeError(ErrorCode::kBadUsage, "E10001: --framework ",
                     args.Text("framework"), ": only ONNX (5) is read");
  }
  if (mode == Mode::kCompile || mode == Mode::kCheck || !args.Has("om")) {
    BURIN_TRY(Require(args, "model"));
  }
  if (mode == Mode::kCompile) {
    BURIN_TRY(Require(args, "output"));
    if (args.Text("output").ends_with('/')) {
      return MakeError(ErrorCode::kBadUsage, "option --output: '",
                       args.Text("output"),
                       "' given, the name of a plate expected");
    }
    const Written plate[] = {{"output", PlatePath(args.Text("output"))}};
    BURIN_TRY(KeepInputs(CompileOptionTable(), args, plate));
  }
  if (mode == Mode::kJson) BURIN_TRY(Require(args, "json"));
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
  options.threads = UsableThreadsOf(args);
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

// What the options say, and every note about them.
Result<CompileOptions> OptionsOf(const Arguments& args) {
  CompileOptions options;
  BURIN_ASSIGN(std::vector<std::string> notes, ReadModelOptions(args, options));
  for (const std::string& note : notes) Note(note);
  options.target = args.Text("target");
  options.dump_folder = args.Text("dump-ir");
  if (!options.dump_folder.empty()) BURIN_TRY(MakeFolder(options.dump_folder));
  BURIN_ASSIGN(notes, ReadPrecisionOptions(args, options));
  for (const std::string& note : notes) Note(note);
  BURIN_TRY(ReadTrialOptions(args, options));
  return options;
}

// A terminal shows that it goes on, and for how long.
Result<CompileReport> CompileWaiting(const Arguments& args,
                                     CompileOptions options) {
  const std::string plate = PlatePath(args.Text("output"));
  if (options.precision != "auto") {
    const WaitingLine waiting("compile");
    return Compile(args.Text("model"), plate, options);
  }
  ProgressLine progress("compile: trying the precisions of each step");
  options.progress = [&](size_t done, size_t total) {
    progress.Update(done, total);
  };
  Result<CompileReport> report = Compile(args.Text("model"), plate, options);
  progress.Clear();
  return report;
}

Result<void> CompileToPlate(const Arguments& args,
                            const CompileOptions& options) {
  const std::string plate = PlatePath(args.Text("output"));
  BURIN_ASSIGN(const CompileReport report, CompileWaiting(args, options));
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
  for (const GearReport& gear : report.gears) {
    Print(
        "gear ", gear.batch, ": ", gear.steps, " steps, arena ",
        Megabytes(gear.arena_bytes),
        gear.blocks > 1 ? StrCat(" for each of ", gear.blocks, " blocks") : "",
        ", weights of its own ", Megabytes(gear.added_weight_bytes));
  }
  Print("compile run success: ", plate, ", ", report.steps, " steps, ",
        ProductsText(report), "weights ", Megabytes(report.weight_bytes),
        ", arena ", Megabytes(report.arena_bytes),
        report.blocks > 1 ? StrCat(" for each of ", report.blocks, " blocks")
                          : "",
        ", ", Fixed(report.milliseconds / 1000, 2), " s");
  if (args.Has("json")) {
    BURIN_TRY(WriteOrPrintJson(args.Text("json"), CompileJson(report, plate)));
  }
  if (args.Flag("display_model_info")) BURIN_TRY(ShowModelInfo(plate, ""));
  return {};
}

Result<void> RunMode(const Arguments& args, Mode mode) {
  if (mode == Mode::kJson) return WriteModelJson(args);
  if (mode == Mode::kShow) {
    return ShowModelInfo(ShownFile(args), args.Text("json"));
  }
  BURIN_ASSIGN(const CompileOptions options, OptionsOf(args));
  return mode == Mode::kCheck ? CheckModel(args, options)
                              : CompileToPlate(args, options);
}

Result<void> RunCompile(const Arguments& args) {
  BURIN_ASSIGN(const Mode mode, ModeOf(args));
  BURIN_TRY(CheckUsage(args, mode));
  std::optional<TextOff> json_alone;
  if (args.Text("json") == "-") json_alone.emplace();
  Print(kStart);
  BURIN_TRY(RunMode(args, mode));
  Print(kSuccess);
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
    .failure_line =
        "ATC run failed, Please check the detail log, Try 'burin compile "
        "--help' for more information",
};

}  // namespace burin::cli
