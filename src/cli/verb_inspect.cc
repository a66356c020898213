// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin inspect: what a file holds.

#include "cli/console.h"
#include "cli/describe.h"
#include "cli/sniff.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"plan-hash", "", ValueKind::kBool, "", "no",
     "of a plate: one hash over steps, kernels and shapes"},
    {"gear", "", ValueKind::kPositive, "N", "",
     "of a plate with gears: the batch; none: the largest"},
    {"json", "", ValueKind::kBool, "", "no", "the report as JSON"},
};

Result<Json> Describe(const std::string& path, FileKind kind,
                      const Arguments& args) {
  switch (kind) {
    case FileKind::kCheckpoint:
      return DescribeCheckpoint(path);
    case FileKind::kPlate:
      return DescribePlate(
          path, args.Has("gear") ? args.Integer("gear") : kLargestGear);
    case FileKind::kOnnx:
      break;
  }
  return DescribeOnnx(path);
}

Result<void> RunInspect(const Arguments& args) {
  if (args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage, "inspect: no file named");
  }
  const std::string& path = args.positionals()[0];
  BURIN_ASSIGN(const FileKind kind, SniffFile(path));
  if (args.Flag("plan-hash") && kind != FileKind::kPlate) {
    return MakeError(ErrorCode::kBadUsage, path,
                     ": --plan-hash is for plates only");
  }
  BURIN_ASSIGN(const Json report, Describe(path, kind, args));
  if (args.Flag("plan-hash")) {
    Print(report["plan hash"].get<std::string>());
  } else if (args.Flag("json")) {
    WriteOut(JsonText(report));
  } else {
    WriteOut(DescriptionText(report));
  }
  return {};
}

}  // namespace

constinit const Verb kInspectVerb = {
    .name = "inspect",
    .positionals = "FILE",
    .max_positionals = 1,
    .summary = "shows what is in a checkpoint, an ONNX file or a plate",
    .example = "burin inspect net_bs4.plate",
    .options = kOptions,
    .run = RunInspect,
};

}  // namespace burin::cli
