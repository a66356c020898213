// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See summary.h.

#include "infer/summary.h"

#include <unistd.h>

namespace burin {

Json StatsJson(const TimeStats& s) {
  Json out;
  out["min"] = s.min;
  out["max"] = s.max;
  out["mean"] = s.mean;
  out["median"] = s.median;
  out["percentile(99%)"] = s.percentile99;
  out["count"] = s.count;
  return out;
}

Json RunSummary(const Session& session, const RunReport& report,
                const std::string& model, std::span<const std::string> args) {
  Json out;
  Json files = Json::object();
  for (size_t i = 0; i < report.records.size(); ++i) {
    files[std::to_string(i)] = {{"infiles", report.records[i].inputs},
                                {"outfiles", report.records[i].outputs}};
  }
  out["filesinfo"] = std::move(files);
  out["args"] = std::vector<std::string>(args.begin(), args.end());
  out["NPU_compute_time"] = StatsJson(Summarize(report.times.compute_ms));
  out["H2D_latency"] = StatsJson(Summarize(report.times.read_ms));
  out["D2H_latency"] = StatsJson(Summarize(report.times.write_ms));
  out["npu_compute_time_list"] = report.times.compute_ms;
  out["throughput"] =
      Throughput(session.batch(), Summarize(report.times.compute_ms));
  out["pid"] = getpid();
  Json own;
  own["model"] = model;
  own["batch"] = session.batch();
  own["threads"] = session.threads();
  own["samples"] = report.samples;
  own["padded_files"] = report.padded_files;
  own["wall_ms"] = report.wall_ms;
  own["samples_per_second_with_files"] =
      report.wall_ms > 0
          ? 1000.0 * static_cast<double>(report.samples) / report.wall_ms
          : 0.0;
  out["burin"] = std::move(own);
  return out;
}

}  // namespace burin
