// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See precision_tables.h.

#include "cli/precision_tables.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <span>
#include <vector>

#include "base/file.h"
#include "cli/console.h"

namespace burin::cli {
namespace {

constexpr size_t kWorst = 5;
constexpr size_t kNameLength = 60;

// The last of the names, which is where a step's value comes from.
std::string ShortName(const std::string& names) {
  if (names.size() <= kNameLength) return OneLine(names);
  return OneLine("..." + names.substr(names.size() - kNameLength + 3));
}

Result<void> WriteList(const std::string& path,
                       const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  const ByteSpan bytes = std::as_bytes(std::span(text));
  return WriteFile(path, std::span(&bytes, 1));
}

// fp32's time over that of the choice, by `of`.
double TimeSaved(const AutoStep& step, double AutoCandidate::*of) {
  return step.candidates[0].*of - step.candidates[step.chosen].*of;
}

void PrintAutoStep(const AutoStep& step) {
  char line[160];
  const AutoCandidate& chosen = step.candidates[step.chosen];
  std::snprintf(line, sizeof line, "%-12.12s %-5.5s ", step.op.c_str(),
                chosen.precision.c_str());
  std::string out = line;
  for (const std::string_view precision : {"bf16", "int8"}) {
    const auto it = std::ranges::find(step.candidates, precision,
                                      &AutoCandidate::precision);
    if (it == step.candidates.end()) {
      out += "         -";
    } else {
      std::snprintf(line, sizeof line, " %9.2e", it->error);
      out += line;
    }
  }
  std::snprintf(line, sizeof line, " %9.3f %9.3f  ",
                TimeSaved(step, &AutoCandidate::cost) * 1e-9,
                TimeSaved(step, &AutoCandidate::milliseconds));
  Print(out, line, ShortName(step.name));
}

}  // namespace

void PrintSelfCheck(const SelfCheckReport& report, bool all) {
  if (!report.ran) return;
  std::vector<CheckedStepReport> steps = report.steps;
  if (!all) {
    std::ranges::stable_sort(steps, std::less(), &CheckedStepReport::cosine);
    steps.resize(std::min(steps.size(), kWorst));
  }
  Print("self-check against fp32, ", report.samples, " samples (",
        OneLine(report.images), "): top-1 ", report.agreeing, " of ",
        report.rows, " equal, output cosine ", Fixed(report.cosine, 7));
  Print("op               prec      cosine   max|d|  nodes",
        all ? "" : " (the worst steps; --log=info for all)");
  for (const CheckedStepReport& step : steps) {
    char line[96];
    std::snprintf(line, sizeof line, "%-16.16s %-5.5s %10.7f %8.1e  ",
                  step.op.c_str(), step.precision.c_str(), step.cosine,
                  step.max_abs);
    Print(line, ShortName(step.name));
  }
}

Result<void> ReportAuto(const AutoReport& report, const std::string& plate) {
  Print("precision auto: each step's error alone on ", report.error_samples,
        " samples (", OneLine(report.images),
        "), mean square change of the scores; time saved");
  Print("op           prec       bf16      int8     GFLOP        ms  nodes");
  for (const AutoStep& step : report.steps) PrintAutoStep(step);
  Print("estimated loss on ", report.rows,
        " samples: ", Fixed(report.points, 4), " points, ", report.changed,
        " answers changed; ", Fixed(report.all_reduced_points, 4),
        " points with every step reduced");
  const std::string base = plate.substr(0, plate.size() - 6);  // ".plate"
  std::string again = "the same again: --precision " + report.precision;
  if (!report.keep_dtype.empty()) {
    BURIN_TRY(WriteList(base + "_keep_dtype.cfg", report.keep_dtype));
    again += StrCat(" --keep_dtype=", base, "_keep_dtype.cfg");
  }
  if (!report.keep_bf16.empty()) {
    BURIN_TRY(WriteList(base + "_keep_bf16.cfg", report.keep_bf16));
    again += StrCat(" --keep-bf16=", base, "_keep_bf16.cfg");
  }
  Print(OneLine(again));
  return {};
}

}  // namespace burin::cli
