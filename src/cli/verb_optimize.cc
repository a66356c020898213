// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin optimize: named rewrites of ONNX files, for other runtimes and for
// people, and parts of models. The compiler needs none of them. Names and
// options are those of the surgeon tool that users of the guides know.

#include <algorithm>
#include <filesystem>

#include "bench/keep_faster.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/optimize_options.h"
#include "cli/shared.h"
#include "cli/temporary_folder.h"
#include "cli/verbs.h"
#include "onnx/extract.h"
#include "onnx/optimize.h"

namespace burin::cli {
namespace {

constexpr std::string_view kCpu = "rewrites are tried on this CPU";

constexpr Option kOptions[] = {
    {"input-onnx", "-i -in -if --input-onnx-path --input --input-file",
     ValueKind::kText, "FILE", "",
     "the ONNX file to read; may also be given without the option"},
    {"output-onnx", "-o -of --output-onnx-path --output-file", ValueKind::kText,
     "FILE", "", "the ONNX file to write"},
    {"rewrites", "-know --knowledges", ValueKind::kText, "LIST", "",
     "names, or the surgeon's numbers, separated by commas; none: defaults"},
    {"infer-test", "-t --test", ValueKind::kBool, "", "no",
     "keep a rewrite only if it is measured to be faster"},
    {"threshold", "", ValueKind::kNumber, "X", "0",
     "of --infer-test: least gain, 0.02 for 2 %"},
    {"loop", "", ValueKind::kPositive, "N", "100",
     "of --infer-test: executions with and without each rewrite"},
    {"input-shape", "-is", ValueKind::kText, "LIST", "",
     "of --infer-test: \"name:1,3,224,224;...\"; none: a batch of 1"},
    {"threads", "", ValueKind::kCount, "N", "0",
     "of --infer-test: worker threads; 0: all cores that may be used"},
    {"list", "", ValueKind::kBool, "", "no", "the same as the word list"},
    {"evaluate", "", ValueKind::kBool, "", "no",
     "the same as the word evaluate"},
    {"path", "", ValueKind::kText, "PATH", "",
     "evaluate: an ONNX file, or a folder of them"},
    {"recursive", "-r", ValueKind::kBool, "", "no",
     "evaluate: the folders below --path too"},
    {"start-node-names", "-snn", ValueKind::kText, "LIST", "",
     "extract: nodes or tensors that begin the part; none: the inputs"},
    {"end-node-names", "-enn", ValueKind::kText, "LIST", "",
     "extract: nodes or tensors that end it; none: the outputs"},
    {"subgraph-input-shape", "-sis", ValueKind::kText, "LIST", "",
     "extract: shapes of its inputs, \"name:1,3,8,8;...\", -1 for dynamic"},
    {"subgraph-input-dtype", "-sit", ValueKind::kText, "LIST", "",
     "extract: types of its inputs, \"name:float16;...\""},
    {"json", "", ValueKind::kBool, "", "no", "the report as JSON"},
    {"is-check-subgraph", "-ck", ValueKind::kBool, "", "",
     "names and types of the part are always checked", Standing::kNoted},
    {"verbose", "-v", ValueKind::kBool, "", "", "every rewrite is always shown",
     Standing::kNoted},
    {"processes", "-p", ValueKind::kText, "N", "",
     "files are looked at one by one", Standing::kNoted},
    {"soc-version", "-soc --soc_type", ValueKind::kText, "NAME", "", kCpu,
     Standing::kNoted},
    {"device", "-d", ValueKind::kText, "N", "", kCpu, Standing::kNoted},
    {"input-shape-range", "", ValueKind::kText, "LIST", "",
     "--input-shape gives the shapes", Standing::kNoted},
    {"dynamic-shape", "", ValueKind::kText, "LIST", "",
     "--input-shape gives the shapes", Standing::kNoted},
    {"output-size", "-outsize", ValueKind::kText, "LIST", "",
     "output sizes are known", Standing::kNoted},
    {"big-kernel", "-bk", ValueKind::kBool, "", "",
     "one kernel for all of attention is an accelerator's; plates have theirs",
     Standing::kNoted},
    {"attention-start-node", "-as", ValueKind::kText, "NAME", "",
     "plates find attention by themselves", Standing::kNoted},
    {"attention-end-node", "-ae", ValueKind::kText, "NAME", "",
     "plates find attention by themselves", Standing::kNoted},
};

Json CountsJson(const OptimizeReport& report) {
  Json out = Json::array();
  for (const RewriteCount& rewrite : report.rewrites) {
    out.push_back({{"name", rewrite.name}, {"matches", rewrite.matches}});
  }
  return out;
}

Result<void> List(const Arguments& args) {
  Json json = Json::array();
  for (const OnnxRewrite& rewrite : OnnxRewrites()) {
    const std::optional<KnownAs> known = KnowledgeOf(rewrite.name);
    if (args.Flag("json")) {
      json.push_back({{"name", rewrite.name},
                      {"by_default", rewrite.by_default},
                      {"what", rewrite.what}});
      if (known) {
        json.back()["known_as"] = known->name;
        json.back()["number"] = known->number;
      }
      continue;
    }
    Print(rewrite.name, rewrite.by_default ? "" : " (not by default)", ": ",
          rewrite.what,
          known ? StrCat(" (known as ", known->name, ", ", known->number, ")")
                : "");
  }
  if (args.Flag("json")) PrintJson(json);
  return {};
}

void PrintCounts(const OptimizeReport& report) {
  for (const RewriteCount& rewrite : report.rewrites) {
    Print(rewrite.name, ": ", rewrite.matches,
          rewrite.matches == 1 ? " match" : " matches");
  }
}

Result<void> Evaluate(const Arguments& args, const std::string& in,
                      std::span<const std::string> names) {
  BURIN_ASSIGN(const std::vector<std::string> files,
               OnnxFilesAt(in, args.Flag("recursive")));
  const bool single = files.size() == 1 && files[0] == in;
  size_t failed = 0;
  Json json = Json::array();
  for (const std::string& file : files) {
    const Result<OptimizeReport> report = OptimizeFile(file, "", names);
    if (!report.ok()) {
      if (single) return report.error();
      ++failed;
      Note(report.error().message);
      continue;
    }
    json.push_back({{"path", file},
                    {"nodes_before", report->nodes_before},
                    {"nodes_after", report->nodes_after},
                    {"rewrites", CountsJson(*report)}});
    if (args.Flag("json")) continue;
    PrintCounts(*report);
    Print("would be: ", OneLine(file), ", ", report->nodes_before, " -> ",
          report->nodes_after, " nodes");
  }
  if (args.Flag("json")) PrintJson(json);
  if (failed == 0) return {};
  return MakeError(ErrorCode::kBadOnnx, in, ": ", failed, " of ", files.size(),
                   " files could not be read");
}

Result<void> ApplyAll(const Arguments& args, const std::string& in,
                      const std::string& out,
                      std::span<const std::string> names) {
  BURIN_ASSIGN(const OptimizeReport report, OptimizeFile(in, out, names));
  if (args.Flag("json")) {
    PrintJson({{"output", out},
               {"nodes_before", report.nodes_before},
               {"nodes_after", report.nodes_after},
               {"rewrites", CountsJson(report)}});
    return {};
  }
  PrintCounts(report);
  Print("optimize success: ", OneLine(out), ", ", report.nodes_before, " -> ",
        report.nodes_after, " nodes");
  return {};
}

std::string TriedText(const TriedRewrite& tried) {
  if (tried.matches == 0) return "no match";
  const std::string matches =
      StrCat(tried.matches, tried.matches == 1 ? " match" : " matches");
  if (tried.same_plan) {
    return matches + ", left out: the compiler does the same by itself";
  }
  return StrCat(matches, tried.kept ? ", kept: " : ", left out: ",
                Fixed(tried.before_ms, 3), " -> ", Fixed(tried.after_ms, 3),
                " ms, gain ", Fixed(100 * tried.gain, 2), " +- ",
                Fixed(100 * tried.gain_error95, 2), " %");
}

Json TriedJson(const TriedRewrite& tried) {
  return {{"name", tried.name},           {"matches", tried.matches},
          {"kept", tried.kept},           {"same_plan", tried.same_plan},
          {"before_ms", tried.before_ms}, {"after_ms", tried.after_ms},
          {"gain", tried.gain},           {"gain_error95", tried.gain_error95}};
}

Result<void> ApplyFaster(const Arguments& args, const std::string& in,
                         const std::string& out,
                         std::span<const std::string> names) {
  BURIN_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Create());
  const InterruptScope interrupts;
  KeepFasterOptions options;
  BURIN_ASSIGN(options.input_shapes,
               ParseNamedShapes("input-shape", args.Text("input-shape")));
  options.loop =
      static_cast<int>(std::min<int64_t>(args.Integer("loop"), 1'000'000));
  options.threshold = args.Number("threshold");
  options.threads = UsableThreadsOf(args);
  options.work_folder = folder.path();
  options.stop = interrupts.flag();
  ProgressLine progress("optimize");
  options.progress = [&](const std::string&, size_t done, size_t total) {
    progress.Update(done, total);
  };
  NoteLoad();
  BURIN_ASSIGN(const KeepFasterReport report,
               KeepFaster(in, out, names, options));
  progress.Clear();
  Json json = Json::array();
  std::string kept;
  for (const TriedRewrite& tried : report.rewrites) {
    if (tried.kept) kept += StrCat(kept.empty() ? "" : ", ", tried.name);
    json.push_back(TriedJson(tried));
    if (!args.Flag("json")) Print(tried.name, ": ", TriedText(tried));
  }
  if (args.Flag("json")) {
    PrintJson({{"output", out},
               {"nodes_before", report.nodes_before},
               {"nodes_after", report.nodes_after},
               {"rewrites", std::move(json)}});
    return {};
  }
  Print("applied: ", kept.empty() ? "none" : kept);
  Print("optimize success: ", OneLine(out), ", ", report.nodes_before, " -> ",
        report.nodes_after, " nodes");
  return {};
}

Result<void> Extract(const Arguments& args, const std::string& in,
                     const std::string& out) {
  ExtractOptions options;
  options.starts = SplitCommas(args.Text("start-node-names"));
  options.ends = SplitCommas(args.Text("end-node-names"));
  if (options.starts.empty() && options.ends.empty()) {
    return MakeError(ErrorCode::kBadUsage,
                     "optimize extract: --start-node-names or "
                     "--end-node-names expected");
  }
  BURIN_ASSIGN(options.input_shapes,
               ParseNamedShapes("subgraph-input-shape",
                                args.Text("subgraph-input-shape")));
  BURIN_ASSIGN(options.input_dtypes,
               ParseNamedTexts("subgraph-input-dtype",
                               args.Text("subgraph-input-dtype")));
  BURIN_ASSIGN(const ExtractReport report, ExtractFile(in, out, options));
  for (const std::string& input : report.further_inputs) {
    Note("input ", input, " of the model is an input of the part, too");
  }
  if (args.Flag("json")) {
    PrintJson({{"output", out},
               {"nodes_before", report.nodes_before},
               {"nodes_after", report.nodes_after},
               {"inputs", report.inputs},
               {"outputs", report.outputs}});
    return {};
  }
  Print("extract success: ", OneLine(out), ", ", report.nodes_before, " -> ",
        report.nodes_after, " nodes, ", report.inputs.size(), " inputs, ",
        report.outputs.size(), " outputs");
  return {};
}

Result<void> RunOptimize(const Arguments& args) {
  constexpr std::string_view kActions[] = {"list", "evaluate", "optimize",
                                           "extract"};
  std::vector<std::string> given = args.positionals();
  std::string action = args.Flag("list")       ? "list"
                       : args.Flag("evaluate") ? "evaluate"
                                               : "optimize";
  if (!given.empty() &&
      std::ranges::find(kActions, given[0]) != std::end(kActions)) {
    action = given[0];
    given.erase(given.begin());
  }
  if (action == "list") return List(args);
  const std::string in = args.Has("input-onnx") ? args.Text("input-onnx")
                         : args.Has("path")     ? args.Text("path")
                         : given.empty()        ? ""
                                                : given[0];
  const std::string out = args.Has("output-onnx") ? args.Text("output-onnx")
                          : given.size() < 2      ? ""
                                                  : given[1];
  if (in.empty() || (out.empty() && action != "evaluate")) {
    return MakeError(ErrorCode::kBadUsage, "optimize: --input-onnx",
                     action == "evaluate" ? " or --path" : " and --output-onnx",
                     " expected");
  }
  if (action == "extract") return Extract(args, in, out);
  BURIN_ASSIGN(const RewriteNames names,
               ParseRewriteNames(args.Text("rewrites")));
  for (const std::string& note : names.notes) Note(note);
  if (action == "evaluate") return Evaluate(args, in, names.names);
  return args.Flag("infer-test") ? ApplyFaster(args, in, out, names.names)
                                 : ApplyAll(args, in, out, names.names);
}

}  // namespace

constinit const Verb kOptimizeVerb = {
    .name = "optimize",
    .positionals = "[list|evaluate|optimize|extract] [IN OUT]",
    .max_positionals = 3,
    .summary = "applies named rewrites to an ONNX file, or takes a part of it",
    .example = "burin optimize -i net.onnx -o simpler.onnx --infer-test",
    .options = kOptions,
    .run = RunOptimize,
};

}  // namespace burin::cli
