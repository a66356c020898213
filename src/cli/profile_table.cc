// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See profile_table.h.

#include "cli/profile_table.h"

#include <algorithm>
#include <map>
#include <vector>

#include "cli/console.h"
#include "infer/buffers.h"

namespace burin::cli {
namespace {

struct Sum {
  double ms = 0;
  double gflop = 0;
  double gigabytes = 0;
  size_t steps = 0;
};

std::string Cut(const std::string& text, size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

// Left-aligned text columns, right-aligned numbers.
std::string Row(const std::string& op, const std::string& kernel,
                const std::string& shape, const Sum& sum, double total_ms,
                const std::string& name) {
  char line[160];
  const double share = total_ms > 0 ? 100 * sum.ms / total_ms : 0;
  const double seconds = sum.ms / 1000;
  std::snprintf(
      line, sizeof line, "%-16s %-9s %-18s %9.3f %5.1f%% %8.1f %7.1f  ",
      Cut(op, 16).c_str(), Cut(kernel, 9).c_str(), Cut(shape, 18).c_str(),
      sum.ms, share, seconds > 0 ? sum.gflop / seconds : 0,
      seconds > 0 ? sum.gigabytes / seconds : 0);
  return StrCat(line, Cut(OneLine(name), 60), "\n");
}

Sum SumOf(const StepProfile& step) {
  return {step.milliseconds, step.gflop, static_cast<double>(step.bytes) / 1e9,
          1};
}

}  // namespace

std::string ProfileTable(std::span<const StepProfile> steps) {
  std::vector<const StepProfile*> sorted;
  std::map<std::pair<std::string, std::string>, Sum> by_op;
  double total_ms = 0;
  for (const StepProfile& step : steps) {
    sorted.push_back(&step);
    total_ms += step.milliseconds;
    const Sum one = SumOf(step);
    Sum& sum = by_op[{step.op, step.kernel}];
    sum.ms += one.ms;
    sum.gflop += one.gflop;
    sum.gigabytes += one.gigabytes;
    ++sum.steps;
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const StepProfile* a, const StepProfile* b) {
                     return a->milliseconds > b->milliseconds;
                   });
  std::string out =
      "op               kernel    output                    ms  share  "
      "GFLOP/s    GB/s  nodes\n";
  for (const StepProfile* step : sorted) {
    out += Row(step->op, step->kernel, step->shape, SumOf(*step), total_ms,
               step->name);
  }
  std::vector<std::pair<std::pair<std::string, std::string>, Sum>> sums(
      by_op.begin(), by_op.end());
  std::stable_sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) {
    return a.second.ms > b.second.ms;
  });
  out += "sums\n";
  for (const auto& [key, sum] : sums) {
    out += Row(key.first, key.second, StrCat(sum.steps, " steps"), sum,
               total_ms, "");
  }
  return out + StrCat("total ", Fixed(total_ms, 3), " ms\n");
}

Result<void> PrintProfile(Session& session) {
  BURIN_ASSIGN(const BatchBuffers in, BatchBuffers::Allocate(session.inputs()));
  BURIN_ASSIGN(const BatchBuffers out,
               BatchBuffers::Allocate(session.outputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    FillRandom(session.inputs()[i], in.spans()[i]);
  }
  const auto inputs = in.ConstSpans();
  BURIN_TRY(session.Run(inputs, out.spans()));
  BURIN_ASSIGN(const std::vector<StepProfile> steps,
               session.Profile(inputs, out.spans()));
  Print(ProfileTable(steps));
  return {};
}

}  // namespace burin::cli
