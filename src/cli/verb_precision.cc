// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin precision: the nodes that must keep fp32, as a keep_dtype file.

#include "cli/console.h"
#include "cli/verbs.h"
#include "onnx/precision_cfg.h"

namespace burin::cli {
namespace {

Result<void> RunPrecision(const Arguments& args) {
  const std::vector<std::string>& given = args.positionals();
  if (given.size() < 2) {
    return MakeError(ErrorCode::kBadUsage,
                     "precision: an ONNX file and a keep_dtype file expected");
  }
  BURIN_ASSIGN(const KeepDtypeReport report,
               WriteKeepDtype(given[0], given[1]));
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
    .options = {},
    .run = RunPrecision,
};

}  // namespace burin::cli
