// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The CPUs that this process may use, shared out in groups, and threads kept
// within one: so that several sessions do not take each other's cores.

#ifndef BURIN_THREAD_CORE_GROUPS_H_
#define BURIN_THREAD_CORE_GROUPS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace burin {

// The CPUs, one list for each core, in the order of socket, core and number.
// One of which the system does not tell the core counts as a core of its own.
// Reads the system below `root`, which tests replace.
std::vector<std::vector<int>> CoresOf(std::span<const int> cpus,
                                      const std::string& root = "/");

// `count` groups of consecutive cores, as equal in cores as can be, the first
// ones larger by one. The CPUs of a core stay together, unless there are fewer
// cores than groups: then single CPUs are shared out. Of fewer CPUs than
// groups, as many groups as CPUs.
std::vector<std::vector<int>> ShareCores(std::vector<std::vector<int>> cores,
                                         size_t count);

// For as long as it lives the calling thread, and every thread that it starts,
// runs on these CPUs only; those keep that when it is gone. Does nothing for no
// CPUs or when the system refuses.
class PinnedScope {
 public:
  explicit PinnedScope(std::span<const int> cpus);
  ~PinnedScope();
  PinnedScope(const PinnedScope&) = delete;
  PinnedScope& operator=(const PinnedScope&) = delete;

 private:
  std::vector<int> before_;  // empty: nothing was changed
};

}  // namespace burin

#endif  // BURIN_THREAD_CORE_GROUPS_H_
