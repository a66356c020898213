// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_report.h.

#include "cli/infer_report.h"

#include "cli/console.h"
#include "infer/summary.h"
#include "tensor/tensor.h"

namespace burin::cli {

void ShowTensors(const Session& session) {
  const auto show = [](std::string_view kind,
                       const std::vector<TensorInfo>& tensors) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      Info(kind, " #", i, " ", tensors[i].name, " (",
           DimsText(tensors[i].shape), ") ", tensors[i].dtype, " ",
           tensors[i].bytes, " bytes");
    }
  };
  show("input", session.inputs());
  show("output", session.outputs());
}

void ShowSummary(const Session& session, const RunReport& report, bool all) {
  for (const std::string& line :
       SummaryLines(report.times, session.batch(), all, PaceMs(report))) {
    Info(line);
  }
  const TimeStats compute = Summarize(report.times.compute_ms);
  if (compute.count > 1) {
    Info("compute (ms): p50 = ", Fixed(compute.median, 3),
         ", p90 = ", Fixed(compute.percentile90, 3),
         ", p95 = ", Fixed(compute.percentile95, 3),
         ", p99 = ", Fixed(compute.percentile99, 3),
         ", stddev = ", Fixed(compute.stddev, 3), ", mean +- ",
         Fixed(compute.mean_error95, 3), " (95 %)");
  }
  if (report.batches_before > 0) {
    Info("resumed: ", report.batches_before, " batches were done before; what ",
         "is counted and timed here are the other ", report.batches);
  }
  if (report.padded_files > 0) {
    Info(report.padded_files,
         " files short of a whole last batch: filled up, not counted");
  }
  Info(report.samples, " samples in ", Fixed(report.wall_ms / 1000, 3),
       " s: ", Fixed(ComputeRate(report), 2), " a second while computing, ",
       Fixed(EndToEndRate(report), 2), " in all; ", session.threads(),
       " threads, ", report.streams,
       report.streams == 1 ? " stream" : " streams");
}

}  // namespace burin::cli
