// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What is checked before a run; the runs are run_files.cc and run_pure.cc.

#include "infer/run.h"

#include <map>

namespace burin {

double PaceMs(const RunReport& report) {
  const std::vector<double>& times = report.times.compute_ms;
  if (report.streams <= 1 || times.empty()) return Summarize(times).mean;
  return report.busy_ms / static_cast<double>(times.size());
}

double CommonRate(std::span<const RunReport* const> reports) {
  int64_t samples = 0;
  TimeSpan all;
  for (const RunReport* report : reports) {
    if (report->times.compute_ms.empty()) continue;
    const TimeSpan& span = report->computing;
    if (samples == 0 || span.start < all.start) all.start = span.start;
    if (samples == 0 || span.end > all.end) all.end = span.end;
    samples += report->executed_samples;
  }
  const double seconds =
      std::chrono::duration<double>(all.end - all.start).count();
  return seconds > 0 ? static_cast<double>(samples) / seconds : 0;
}

Result<void> CheckOutputs(const Session& session, const Grouping& grouping,
                          const RunOptions& options) {
  for (const TensorInfo& output : session.outputs()) {
    if (!SplitFits(output.shape, options.output_batch_axis,
                   static_cast<int64_t>(grouping.files_per_batch))) {
      return MakeError(ErrorCode::kBadInput, "output '", output.name,
                       "' of shape ", DimsText(output.shape),
                       " cannot be cut into ", grouping.files_per_batch,
                       " along axis ", options.output_batch_axis);
    }
  }
  std::map<std::string, std::string_view> seen;
  for (const std::string& path : grouping.files[0]) {
    const std::string name = OutputName(path, 0, options.format);
    const auto [it, inserted] = seen.emplace(name, path);
    if (!inserted) {
      return MakeError(ErrorCode::kBadInput, it->second, " and ", path,
                       " both give the result ", name);
    }
  }
  return {};
}

}  // namespace burin
