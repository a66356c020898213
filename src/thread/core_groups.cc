// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See core_groups.h.

#include "thread/core_groups.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <tuple>

namespace burin {
namespace {

// Room for the CPUs of any machine: the kernel refuses a set that is too small.
constexpr int kMostCpus = 1 << 16;

class CpuSet {
 public:
  CpuSet() : words_(CPU_ALLOC_SIZE(kMostCpus) / sizeof(unsigned long)) {}
  cpu_set_t* get() { return reinterpret_cast<cpu_set_t*>(words_.data()); }
  size_t bytes() const { return words_.size() * sizeof(unsigned long); }

 private:
  std::vector<unsigned long> words_;
};

std::vector<int> Affinity() {
  CpuSet set;
  std::vector<int> out;
  if (sched_getaffinity(0, set.bytes(), set.get()) != 0) return out;
  for (int cpu = 0; cpu < kMostCpus; ++cpu) {
    if (CPU_ISSET_S(static_cast<size_t>(cpu), set.bytes(), set.get())) {
      out.push_back(cpu);
    }
  }
  return out;
}

bool SetAffinity(std::span<const int> cpus) {
  CpuSet set;
  for (const int cpu : cpus) {
    CPU_SET_S(static_cast<size_t>(cpu), set.bytes(), set.get());
  }
  return sched_setaffinity(0, set.bytes(), set.get()) == 0;
}

int NumberIn(const std::string& path) {
  int out = 0;
  std::ifstream(path) >> out;
  return out;
}

}  // namespace

std::vector<int> AllowedCpus(const std::string& root) {
  std::vector<std::tuple<int, int, int>> placed;
  for (const int cpu : Affinity()) {
    const std::string folder = root + "sys/devices/system/cpu/cpu" +
                               std::to_string(cpu) + "/topology/";
    placed.emplace_back(NumberIn(folder + "physical_package_id"),
                        NumberIn(folder + "core_id"), cpu);
  }
  std::sort(placed.begin(), placed.end());
  std::vector<int> out;
  for (const auto& place : placed) out.push_back(std::get<2>(place));
  return out;
}

std::vector<std::vector<int>> ShareCpus(std::span<const int> cpus,
                                        size_t count) {
  std::vector<std::vector<int>> out(count);
  if (cpus.empty()) return out;
  const size_t each = cpus.size() / count;
  const size_t left = cpus.size() % count;
  size_t next = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t size = each == 0 ? 1 : each + (i < left ? 1 : 0);
    for (size_t k = 0; k < size; ++k) {
      out[i].push_back(cpus[next++ % cpus.size()]);
    }
  }
  return out;
}

PinnedScope::PinnedScope(std::span<const int> cpus) {
  if (cpus.empty()) return;
  std::vector<int> before = Affinity();
  if (!before.empty() && SetAffinity(cpus)) before_ = std::move(before);
}

PinnedScope::~PinnedScope() {
  if (!before_.empty()) SetAffinity(before_);
}

}  // namespace burin
