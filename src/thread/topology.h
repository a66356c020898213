// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What this process may use of the machine: how many threads, how large the
// caches are.

#ifndef BURIN_THREAD_TOPOLOGY_H_
#define BURIN_THREAD_TOPOLOGY_H_

#include <cstdint>
#include <string>
#include <vector>

namespace burin {

struct Topology {
  int affinity_cpus = 1;  // CPUs that sched_getaffinity (so, cpuset) allows
  double quota_cpus = 0;  // CPU time limit of the cgroups; 0: none
  int online_cpus = 1;
  int64_t l1d_bytes = 0;  // of one core; 0: unknown
  int64_t l2_bytes = 0;
  int64_t l3_bytes = 0;
  std::string cpu_name;  // as /proc/cpuinfo has it; may be empty

  // Affinity cut by the quota (rounded up), at least 1.
  int usable_threads() const;
};

// Reads the system below `root`, which tests replace.
Topology ReadTopology(const std::string& root = "/");

// The CPUs of the affinity mask of the calling thread, by number. Empty where
// the system does not tell.
std::vector<int> AffinityCpus();

// ReadTopology().usable_threads().
int UsableThreads();

}  // namespace burin

#endif  // BURIN_THREAD_TOPOLOGY_H_
