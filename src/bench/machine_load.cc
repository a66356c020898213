// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See machine_load.h.

#include "bench/machine_load.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <optional>

#include "thread/topology.h"

namespace burin {
namespace {

// The number at the start of `text`, which is moved behind it and one space.
std::optional<uint64_t> TakeNumber(std::string_view& text) {
  uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return value;
}

// "cpu3 USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL ...", in ticks. The
// guests' times behind are part of USER and NICE.
void AddLine(std::string_view line, const std::vector<bool>& allowed,
             double ticks_per_second, CpuTimes& out) {
  line.remove_prefix(3);
  const std::optional<uint64_t> cpu = TakeNumber(line);
  if (!cpu || *cpu >= allowed.size() || !allowed[*cpu]) return;
  double ticks[8] = {};
  for (double& tick : ticks) {
    const std::optional<uint64_t> value = TakeNumber(line);
    if (!value) return;
    tick = static_cast<double>(*value);
  }
  out.known = true;
  out.busy +=
      (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ticks_per_second;
  out.stolen += ticks[7] / ticks_per_second;
}

// Of this process; all CPUs of a machine that does not tell.
std::vector<bool> AllowedCpus() {
  const std::vector<int> cpus = AffinityCpus();
  if (cpus.empty()) return std::vector<bool>(size_t{1} << 16, true);
  std::vector<bool> out(static_cast<size_t>(cpus.back()) + 1);
  for (const int cpu : cpus) out[static_cast<size_t>(cpu)] = true;
  return out;
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

CpuTimes ParseProcStat(std::string_view text, const std::vector<bool>& allowed,
                       double ticks_per_second) {
  CpuTimes out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with("cpu") && !line.starts_with("cpu ")) {
      AddLine(line, allowed, ticks_per_second, out);
    }
  }
  // Sandboxes show the file with zeros.
  if (out.busy == 0) out.known = false;
  return out;
}

CpuTimes ReadCpuTimes(const std::string& root) {
  constexpr size_t kMost = size_t{1} << 20;  // thousands of CPUs
  std::string text(kMost, '\0');
  std::ifstream file(root + "proc/stat", std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(kMost));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  CpuTimes out =
      ParseProcStat(text, AllowedCpus(),
                    static_cast<double>(std::max(sysconf(_SC_CLK_TCK), 1L)));
  out.wall = std::chrono::duration<double>(
                 std::chrono::steady_clock::now().time_since_epoch())
                 .count();
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    out.own = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  }
  return out;
}

OthersLoad LoadBetween(const CpuTimes& begin, const CpuTimes& end) {
  OthersLoad out;
  const double wall = end.wall - begin.wall;
  if (!begin.known || !end.known || wall < 0.25) return out;
  out.known = true;
  const double others = (end.busy - begin.busy) - (end.own - begin.own);
  out.cores = std::max(others / wall, 0.0);
  out.stolen_cores = std::max((end.stolen - begin.stolen) / wall, 0.0);
  return out;
}

}  // namespace burin
