// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin precision: the nodes that must keep fp32, as a keep_dtype file.

#include "base/paths.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/overwrite.h"
#include "cli/verbs.h"
#include "onnx/precision_cfg.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

Result<void> RunPrecision(const Arguments& args) {
  const std::vector<std::string>& given = args.positionals();
  if (given.size() < 2) {
    return MakeError(ErrorCode::kBadUsage,
                     "precision: an ONNX file and a keep_dtype file expected");
  }
  if (SameFile(given[0], given[1])) {
    return MakeError(ErrorCode::kBadUsage, "precision: ", given[1],
                     " would overwrite its input ", given[0]);
  }
  BURIN_ASSIGN(const KeepDtypeReport report,
               WriteKeepDtype(given[0], given[1]));
  if (args.Flag("json")) {
    PrintJson({{"output", given[1]}, {"nodes", report.names}});
  }
  Print("precision success: ", given[1], ", ", report.names, " nodes");
  return {};
}

}  // namespace

constinit const Verb kPrecisionVerb = {
    .name = "precision",
    .positionals = "IN.onnx OUT.cfg",
    .max_positionals = 2,
    .summary = "writes keep_dtype.cfg: the nodes that must keep fp32",
    .example = "burin precision t2t_vit.onnx keep_dtype.cfg",
    .options = kOptions,
    .run = RunPrecision,
};

}  // namespace burin::cli
