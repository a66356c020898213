// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What verbs print under --json: one document on standard output, where text
// is then off (console.h). Keys keep their meaning between versions; others may
// be added.

#ifndef BURIN_CLI_JSON_OUTPUT_H_
#define BURIN_CLI_JSON_OUTPUT_H_

#include "burin/compile.h"
#include "compare/compare.h"
#include "report/json.h"
#include "vision/metrics.h"

namespace burin::cli {

void PrintJson(const Json& json);

// To a file; to standard output where the path is "-".
Result<void> WriteOrPrintJson(const std::string& path, const Json& json);

// {"images", "top1", "top5", "acc1", "acc5", "loss"}
Json AccuracyJson(const Accuracy& accuracy);

// Steps, products by precision, sizes, passes, gears, the self-check, and the
// choices of precision auto.
Json CompileJson(const CompileReport& report, const std::string& plate);

// Every step and output with its differences; `single` where it was located.
Json ComparisonJson(const Comparison& comparison);

}  // namespace burin::cli

#endif  // BURIN_CLI_JSON_OUTPUT_H_
