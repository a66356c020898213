// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See summary.h.

#include "infer/summary.h"

#include <unistd.h>

#include "base/peak_memory.h"
#include "burin/version.h"
#include "infer/recorded_outputs.h"
#include "plate/digest.h"
#include "thread/topology.h"

namespace burin {
namespace {

double PerSecond(int64_t count, double ms) {
  return ms > 0 ? 1000.0 * static_cast<double>(count) / ms : 0;
}

// What ran, on what, and what came of it.
Json OwnSummary(const Session& session, const RunReport& report,
                const std::string& model) {
  const Topology topology = ReadTopology();
  Json out;
  out["version"] = BURIN_VERSION_TEXT;
  out["model"] = model;
  const Result<std::string> digest = PlateDigest(model);
  if (digest.ok()) out["plate_hash"] = *digest;
  out["isa"] = session.isa();
  out["cpu"] = topology.cpu_name;
  out["usable_cores"] = topology.usable_threads();
  out["threads"] = session.threads();
  out["streams"] = report.streams;
  out["batch"] = session.batch();
  out["outputs"] = OutputsJson(session.outputs());
  out["memory_bytes"] = MemoryBytes(session);
  const uint64_t peak = PeakMemoryBytes();
  if (peak > 0) out["peak_rss_bytes"] = peak;
  out["executions"] = report.times.compute_ms.size();
  // Counts and times are of this run; filesinfo is of both.
  if (report.batches_before > 0) {
    out["resumed"] = {{"batches_before", report.batches_before},
                      {"batches", report.batches}};
  }
  out["samples"] = report.samples;
  out["executed_samples"] = report.executed_samples;
  out["padded_files"] = report.padded_files;
  out["busy_ms"] = report.busy_ms;
  out["wall_ms"] = report.wall_ms;
  out["samples_per_second_compute"] = ComputeRate(report);
  out["samples_per_second_with_files"] = EndToEndRate(report);
  return out;
}

// By number, as strings. Added to the list below the object, which does not
// look for each name among all before it.
Json FilesJson(std::span<const SampleRecord> records) {
  Json::object_t files;
  files.reserve(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    files.Json::object_t::Container::emplace_back(
        std::to_string(i), Json{{"infiles", records[i].inputs},
                                {"outfiles", records[i].outputs}});
  }
  return files;
}

}  // namespace

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

Json SpreadJson(const TimeStats& s) {
  return {{"p50", s.median},
          {"p90", s.percentile90},
          {"p95", s.percentile95},
          {"p99", s.percentile99},
          {"stddev", s.stddev},
          {"mean", s.mean},
          {"mean_error95", s.mean_error95},
          {"count", s.count}};
}

size_t MemoryBytes(const Session& session) {
  size_t stream = session.arena_bytes();
  for (const TensorInfo& input : session.inputs()) stream += input.bytes;
  for (const TensorInfo& output : session.outputs()) stream += output.bytes;
  return session.weight_bytes() +
         static_cast<size_t>(session.streams()) * stream;
}

double ComputeRate(const RunReport& report) {
  return PerSecond(report.executed_samples, report.busy_ms);
}

double EndToEndRate(const RunReport& report) {
  return PerSecond(report.samples, report.wall_ms);
}

Json RunSummary(const Session& session, const RunReport& report,
                const std::string& model, std::span<const std::string> args) {
  Json out;
  out["filesinfo"] = FilesJson(report.records);
  out["args"] = std::vector<std::string>(args.begin(), args.end());
  const TimeStats compute = Summarize(report.times.compute_ms);
  const TimeStats read = Summarize(report.times.read_ms);
  const TimeStats write = Summarize(report.times.write_ms);
  out["NPU_compute_time"] = StatsJson(compute);
  out["H2D_latency"] = StatsJson(read);
  out["D2H_latency"] = StatsJson(write);
  out["npu_compute_time_list"] = report.times.compute_ms;
  out["throughput"] = Throughput(session.batch(), PaceMs(report));
  out["pid"] = getpid();
  out["burin"] = OwnSummary(session, report, model);
  out["burin"]["compute_ms"] = SpreadJson(compute);
  out["burin"]["read_ms"] = SpreadJson(read);
  out["burin"]["write_ms"] = SpreadJson(write);
  return out;
}

}  // namespace burin
