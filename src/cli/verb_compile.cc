// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin compile: an ONNX model becomes a plate.

#include <algorithm>
#include <set>

#include "base/file.h"
#include "burin/compile.h"
#include "cli/compile_options.h"
#include "cli/console.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "formats/keep_dtype.h"
#include "formats/onnx_proto.h"
#include "formats/op_precision.h"

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
  if (args.Text("precision") != "fp32") {
    return MakeError(ErrorCode::kBadUsage, "--precision ",
                     args.Text("precision"),
                     ": unsupported, this version compiles fp32 only");
  }
  return {};
}

// The entries of a keep_dtype file that name nothing in the model.
Result<std::vector<std::string>> Misses(
    const std::string& model_path, const std::vector<KeepDtypeEntry>& entries) {
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(model_path));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(bytes.span()).Context(model_path));
  std::set<std::string_view> names;
  std::set<std::string_view> types;
  for (const onnx::NodeProto& node : model.graph.node) {
    names.insert(node.name);
    types.insert(node.op_type);
    // A tensor's name stands for the node that makes it.
    names.insert(node.output.begin(), node.output.end());
  }
  std::vector<std::string> out;
  for (const KeepDtypeEntry& entry : entries) {
    const auto& known =
        entry.kind == KeepDtypeEntry::Kind::kNode ? names : types;
    if (!known.contains(entry.name)) out.push_back(entry.name);
  }
  return out;
}

Result<void> CheckKeepDtype(const Arguments& args) {
  const std::string& path = args.Text("keep_dtype");
  BURIN_ASSIGN(const std::vector<KeepDtypeEntry> entries, ReadKeepDtype(path));
  BURIN_ASSIGN(const std::vector<std::string> misses,
               Misses(args.Text("model"), entries));
  if (misses.empty()) {
    Note("--keep_dtype: all ", entries.size(),
         " entries are in the model; fp32 keeps every node");
    return {};
  }
  constexpr size_t kNamed = 10;
  std::string names;
  for (size_t i = 0; i < std::min(misses.size(), kNamed); ++i) {
    names += (i == 0 ? "" : ", ") + misses[i];
  }
  if (misses.size() > kNamed) names += ", ...";
  const std::string text =
      StrCat(path, ": ", misses.size(), " of ", entries.size(),
             " entries are not in the model: ", names);
  if (args.Flag("strict")) return Error{ErrorCode::kBadConfig, text};
  Note(text);
  return {};
}

Result<void> CheckOpPrecision(const std::string& path) {
  BURIN_ASSIGN(const OpPrecision modes, ReadOpPrecision(path));
  for (const std::string& warning : modes.warnings) Note(path, ": ", warning);
  Note("--op_precision_mode: ", modes.by_type.size() + modes.by_node.size(),
       " entries read; fp32 kernels have one precision, the highest");
  return {};
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
  if (args.Has("keep_dtype")) BURIN_TRY(CheckKeepDtype(args));
  if (args.Has("op_precision_mode")) {
    BURIN_TRY(CheckOpPrecision(args.Text("op_precision_mode")));
  }
  const std::string plate = PlatePath(args.Text("output"));
  BURIN_ASSIGN(const CompileReport report,
               Compile(args.Text("model"), plate, options));
  const std::string& log = args.Text("log");
  if (log == "debug" || log == "info") {
    for (const PassReport& pass : report.passes) {
      Print("pass ", pass.name, ": ", pass.changed ? "changed" : "no change",
            ", ", Fixed(pass.milliseconds, 2), " ms");
    }
  }
  Print("compile run success: ", plate, ", ", report.steps, " steps, weights ",
        Megabytes(report.weight_bytes), ", arena ",
        Megabytes(report.arena_bytes), ", ",
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
