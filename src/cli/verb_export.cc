// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin export: a checkpoint becomes ONNX.

#include "burin/compile.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {.name = "checkpoint",
     .aliases = "-c --checkpoint-path --ckpt-path --pth-path",
     .value = "FILE",
     .help = ".pth, .pth.tar or .safetensors",
     .required = true},
    {.name = "output",
     .aliases = "-o --onnx-path",
     .value = "FILE",
     .help = "the ONNX file",
     .required = true,
     .writes = true},
    {"opset", "-v --opset-version", ValueKind::kPositive, "N", "12",
     "ONNX operator set, 11 to 17"},
    {"family", "", ValueKind::kChoice, "auto|shiftvit|smlpnet|t2t_vit", "auto",
     "kind of network; auto: read from the tensors"},
    {"variant", "--model-name", ValueKind::kText, "NAME", "",
     "name in the authors' registry; none: read from the shapes"},
    {"num-heads", "", ValueKind::kCount, "N", "0",
     "attention heads; 0: the variant's, else one for 64 channels"},
    {"n-div", "", ValueKind::kCount, "N", "0",
     "ShiftViT: a shift moves 1/N of the channels; 0: the variant's, else 12"},
    {"activation", "", ValueKind::kChoice, "gelu|relu", "",
     "none: the variant's"},
    {"image-size", "", ValueKind::kCount, "N", "0",
     "height and width; 0: from the weights, else 224"},
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

Result<void> RunExport(const Arguments& args) {
  ExportOptions options;
  options.family = args.Text("family");
  options.variant = args.Text("variant");
  const int64_t opset = args.Integer("opset");
  if (opset < 11 || opset > 17) {
    return MakeError(ErrorCode::kBadUsage, "--opset ", opset,
                     ": 11 to 17 expected");
  }
  options.opset = static_cast<int>(opset);
  options.num_heads = args.Integer("num-heads");
  options.n_div = args.Integer("n-div");
  options.activation = args.Text("activation");
  options.image_size = args.Integer("image-size");
  BURIN_ASSIGN(const ExportReport report,
               Export(args.Text("checkpoint"), args.Text("output"), options));
  for (const std::string& note : report.notes) Note(note);
  if (args.Flag("json")) {
    PrintJson({{"output", args.Text("output")},
               {"family", report.family},
               {"variant", report.variant},
               {"parameters", report.parameters},
               {"opset", opset},
               {"notes", report.notes}});
  }
  Print("export success: ", args.Text("output"), ", ", report.family, " ",
        report.variant, ", ", report.parameters, " parameters, opset ", opset);
  return {};
}

}  // namespace

constinit const Verb kExportVerb = {
    .name = "export",
    .summary = "turns a PyTorch checkpoint into ONNX with a dynamic batch",
    .example = "burin export -c shiftvit_tiny_light.pth -o shiftvit.onnx",
    .options = kOptions,
    .run = RunExport,
};

}  // namespace burin::cli
