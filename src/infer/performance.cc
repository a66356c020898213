// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See performance.h.

#include "infer/performance.h"

#include <charconv>

#include "base/result.h"

namespace burin {
namespace {

std::string StatsLine(std::string_view name, std::span<const double> ms) {
  const TimeStats s = Summarize(ms);
  return StrCat(name, " (ms): min = ", NumberText(s.min),
                ", max = ", NumberText(s.max), ", mean = ", NumberText(s.mean),
                ", median = ", NumberText(s.median),
                ", percentile(99%) = ", NumberText(s.percentile99));
}

}  // namespace

double Throughput(int64_t batch, double mean_ms) {
  return mean_ms > 0 ? 1000.0 * static_cast<double>(batch) / mean_ms : 0;
}

double Throughput(int64_t batch, const TimeStats& compute) {
  return Throughput(batch, compute.mean);
}

std::string NumberText(double value) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  std::string out(text, error == std::errc() ? end : text);
  const bool integer =
      out.find_first_not_of("-0123456789") == std::string::npos;
  return integer ? out + ".0" : out;
}

std::vector<std::string> SummaryLines(const PhaseTimes& times, int64_t batch,
                                      bool all, double pace_ms) {
  const double mean = pace_ms > 0 ? pace_ms : Summarize(times.compute_ms).mean;
  std::vector<std::string> out;
  out.push_back("-----------------Performance Summary------------------");
  if (all) out.push_back(StatsLine("H2D_latency", times.read_ms));
  out.push_back(StatsLine("NPU_compute_time", times.compute_ms));
  if (all) out.push_back(StatsLine("D2H_latency", times.write_ms));
  out.push_back(StrCat("throughput 1000*batchsize.mean(", batch,
                       ")/NPU_compute_time.mean(", NumberText(mean),
                       "): ", NumberText(Throughput(batch, mean))));
  out.push_back("------------------------------------------------------");
  return out;
}

}  // namespace burin
