// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin optimize: named rewrites of ONNX files, for other runtimes and for
// people. The compiler needs none of them.

#include "cli/console.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "onnx/optimize.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"input-onnx", "-i -in --input-onnx-path --input", ValueKind::kText, "FILE",
     "", "the ONNX file to read; may also be given without the option"},
    {"output-onnx", "-o -of --output-onnx-path --output-file", ValueKind::kText,
     "FILE", "", "the ONNX file to write"},
    {"rewrites", "-know --knowledges", ValueKind::kText, "LIST", "",
     "names, separated by commas; none: the default ones"},
    {"list", "", ValueKind::kBool, "", "no", "names all rewrites and ends"},
    {"evaluate", "", ValueKind::kBool, "", "no",
     "counts what would be done and writes nothing"},
};

void List() {
  for (const OnnxRewrite& rewrite : OnnxRewrites()) {
    Print(rewrite.name, rewrite.by_default ? "" : " (not by default)", ": ",
          rewrite.what);
  }
}

Result<void> RunOptimize(const Arguments& args) {
  if (args.Flag("list")) {
    List();
    return {};
  }
  const std::vector<std::string>& given = args.positionals();
  const std::string in = args.Has("input-onnx") ? args.Text("input-onnx")
                         : given.empty()        ? ""
                                                : given[0];
  const std::string out = args.Has("output-onnx") ? args.Text("output-onnx")
                          : given.size() < 2      ? ""
                                                  : given[1];
  if (in.empty() || (out.empty() && !args.Flag("evaluate"))) {
    return MakeError(ErrorCode::kBadUsage,
                     "optimize: --input-onnx and --output-onnx expected");
  }
  const std::vector<std::string> names = SplitCommas(args.Text("rewrites"));
  BURIN_ASSIGN(const OptimizeReport report,
               OptimizeFile(in, args.Flag("evaluate") ? "" : out, names));
  for (const RewriteCount& rewrite : report.rewrites) {
    Print(rewrite.name, ": ", rewrite.matches,
          rewrite.matches == 1 ? " match" : " matches");
  }
  Print(args.Flag("evaluate") ? StrCat("would be: ", in)
                              : StrCat("optimize success: ", out),
        ", ", report.nodes_before, " -> ", report.nodes_after, " nodes");
  return {};
}

}  // namespace

constinit const Verb kOptimizeVerb = {
    .name = "optimize",
    .positionals = "[IN.onnx OUT.onnx]",
    .max_positionals = 2,
    .summary = "applies named rewrites to an ONNX file",
    .example = "burin optimize -i net.onnx -o simpler.onnx",
    .options = kOptions,
    .run = RunOptimize,
};

}  // namespace burin::cli
