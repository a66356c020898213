// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "thread/topology.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace burin {
namespace {

// The first 64 KiB of a file of the kernel, whose size stat does not tell;
// empty when there is none.
std::string ReadSystemFile(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(
      std::fopen(path.c_str(), "re"), std::fclose);
  if (file == nullptr) return "";
  std::string text(65536, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

std::optional<int64_t> ParseInt(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

std::string_view UpTo(std::string_view text, char end) {
  return text.substr(0, text.find(end));
}

// The part after the first `separator`; empty when there is none.
std::string_view After(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  return at == std::string_view::npos ? "" : text.substr(at + 1);
}

double Ratio(std::optional<int64_t> quota, std::optional<int64_t> period) {
  if (!quota || !period || *quota <= 0 || *period <= 0) return 0;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

// cgroup v2: "MAX PERIOD" with MAX a number or the word max.
double QuotaV2(const std::string& folder) {
  const std::string text = ReadSystemFile(folder + "/cpu.max");
  return Ratio(ParseInt(text), ParseInt(After(text, ' ')));
}

// cgroup v1: two files; a quota of -1 is none.
double QuotaV1(const std::string& folder) {
  return Ratio(ParseInt(ReadSystemFile(folder + "/cpu.cfs_quota_us")),
               ParseInt(ReadSystemFile(folder + "/cpu.cfs_period_us")));
}

// The least limit of a group and the groups above it, up to the mount point.
double LeastQuota(const std::string& mount, std::string group,
                  double (*read)(const std::string&)) {
  double least = 0;
  for (;;) {
    const double quota = read(mount + group);
    if (quota > 0) least = least > 0 ? std::min(least, quota) : quota;
    const size_t slash = group.rfind('/');
    if (slash == std::string::npos) return least;
    group.resize(slash);
  }
}

bool HasCpuController(std::string_view list) {
  while (!list.empty()) {
    if (UpTo(list, ',') == "cpu") return true;
    list = After(list, ',');
  }
  return false;
}

// Each line of /proc/self/cgroup is "number:controllers:group"; v2 has no
// controllers there.
double ReadQuota(const std::string& root) {
  const std::string text = ReadSystemFile(root + "proc/self/cgroup");
  const std::string base = root + "sys/fs/cgroup";
  double least = 0;
  for (std::string_view rest = text; !rest.empty(); rest = After(rest, '\n')) {
    const std::string_view tail = After(UpTo(rest, '\n'), ':');
    const std::string_view controllers = UpTo(tail, ':');
    const std::string group(After(tail, ':'));
    double quota = 0;
    if (tail.substr(0, 1) == ":") {
      quota = LeastQuota(base, group, QuotaV2);
    } else if (HasCpuController(controllers)) {
      const std::string joined = base + "/" + std::string(controllers);
      quota = LeastQuota(base + "/cpu", group, QuotaV1);
      if (quota == 0) quota = LeastQuota(joined, group, QuotaV1);
    }
    if (quota > 0) least = least > 0 ? std::min(least, quota) : quota;
  }
  return least;
}

void ReadCaches(const std::string& root, Topology& topology) {
  for (int index = 0; index < 8; ++index) {
    const std::string folder = root +
                               "sys/devices/system/cpu/cpu0/cache/index" +
                               std::to_string(index) + "/";
    const std::string size = ReadSystemFile(folder + "size");
    const std::optional<int64_t> number = ParseInt(size);
    if (!number) continue;
    const int64_t unit = size.find('K') != std::string::npos   ? 1024
                         : size.find('M') != std::string::npos ? 1024 * 1024
                                                               : 1;
    const int64_t bytes = *number * unit;
    const bool code = ReadSystemFile(folder + "type").substr(0, 4) == "Inst";
    const std::string level = ReadSystemFile(folder + "level");
    if (level.substr(0, 1) == "1" && !code) topology.l1d_bytes = bytes;
    if (level.substr(0, 1) == "2") topology.l2_bytes = bytes;
    if (level.substr(0, 1) == "3") topology.l3_bytes = bytes;
  }
}

std::string ReadCpuName(const std::string& root) {
  const std::string text = ReadSystemFile(root + "proc/cpuinfo");
  for (std::string_view rest = text; !rest.empty(); rest = After(rest, '\n')) {
    const std::string_view line = UpTo(rest, '\n');
    if (line.substr(0, 10) != "model name") continue;
    std::string_view name = After(line, ':');
    while (name.substr(0, 1) == " ") name.remove_prefix(1);
    return std::string(name);
  }
  return "";
}

}  // namespace

int Topology::usable_threads() const {
  int threads = std::max(1, affinity_cpus);
  if (quota_cpus > 0 && quota_cpus < threads) {
    threads = std::max(1, static_cast<int>(std::ceil(quota_cpus)));
  }
  return threads;
}

std::vector<int> AffinityCpus() {
  std::vector<int> out;
  // Machines with more than 1024 CPUs need a larger set than cpu_set_t.
  for (int cpus = 1024; cpus <= 1 << 20; cpus *= 4) {
    const size_t bytes = CPU_ALLOC_SIZE(cpus);
    std::vector<unsigned long> words(bytes / sizeof(unsigned long));
    cpu_set_t* set = reinterpret_cast<cpu_set_t*>(words.data());
    if (sched_getaffinity(0, bytes, set) != 0) continue;
    for (int cpu = 0; cpu < cpus; ++cpu) {
      if (CPU_ISSET_S(static_cast<size_t>(cpu), bytes, set)) out.push_back(cpu);
    }
    break;
  }
  return out;
}

Topology ReadTopology(const std::string& root) {
  Topology topology;
  topology.online_cpus =
      std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
  const std::vector<int> allowed = AffinityCpus();
  topology.affinity_cpus =
      allowed.empty() ? topology.online_cpus : static_cast<int>(allowed.size());
  topology.quota_cpus = ReadQuota(root);
  ReadCaches(root, topology);
  topology.cpu_name = ReadCpuName(root);
  return topology;
}

int UsableThreads() { return ReadTopology().usable_threads(); }

}  // namespace burin
