// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See core_groups.h.

#include "thread/core_groups.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <utility>

#include "thread/topology.h"

namespace burin {
namespace {

bool SetAffinity(std::span<const int> cpus) {
  const int last = *std::max_element(cpus.begin(), cpus.end());
  const size_t bytes = CPU_ALLOC_SIZE(static_cast<size_t>(last) + 1);
  std::vector<unsigned long> words(bytes / sizeof(unsigned long));
  cpu_set_t* set = reinterpret_cast<cpu_set_t*>(words.data());
  for (const int cpu : cpus) CPU_SET_S(static_cast<size_t>(cpu), bytes, set);
  return sched_setaffinity(0, bytes, set) == 0;
}

// Negative where the system does not tell.
int NumberIn(const std::string& path) {
  int out = -1;
  std::ifstream file(path);
  if (!(file >> out)) return -1;
  return out;
}

}  // namespace

std::vector<std::vector<int>> CoresOf(std::span<const int> cpus,
                                      const std::string& root) {
  std::map<std::pair<int, int>, std::vector<int>> cores;
  std::vector<std::vector<int>> unknown;
  for (const int cpu : cpus) {
    const std::string folder = root + "sys/devices/system/cpu/cpu" +
                               std::to_string(cpu) + "/topology/";
    const int socket = NumberIn(folder + "physical_package_id");
    const int core = NumberIn(folder + "core_id");
    if (core < 0) {
      unknown.push_back({cpu});
    } else {
      cores[{socket, core}].push_back(cpu);
    }
  }
  std::vector<std::vector<int>> out;
  for (auto& [place, of_core] : cores) out.push_back(std::move(of_core));
  out.insert(out.end(), unknown.begin(), unknown.end());
  return out;
}

std::vector<std::vector<int>> ShareCores(std::vector<std::vector<int>> cores,
                                         size_t count) {
  if (count > cores.size()) {
    std::vector<std::vector<int>> single;
    for (const auto& core : cores) {
      for (const int cpu : core) single.push_back({cpu});
    }
    cores = std::move(single);
  }
  count = std::min(count, cores.size());
  std::vector<std::vector<int>> out(count);
  size_t next = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t size = cores.size() / count + (i < cores.size() % count);
    for (size_t k = 0; k < size; ++k, ++next) {
      out[i].insert(out[i].end(), cores[next].begin(), cores[next].end());
    }
  }
  return out;
}

PinnedScope::PinnedScope(std::span<const int> cpus) {
  if (cpus.empty()) return;
  std::vector<int> before = AffinityCpus();
  if (!before.empty() && SetAffinity(cpus)) before_ = std::move(before);
}

PinnedScope::~PinnedScope() {
  if (!before_.empty()) SetAffinity(before_);
}

}  // namespace burin
