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

// The CPUs of the affinity mask in the order of socket, core and number: two
// threads of one core are neighbours. Empty where the system does not tell.
// Reads the system below `root`, which tests replace.
std::vector<int> AllowedCpus(const std::string& root = "/");

// `count` consecutive groups, as equal as can be, the first ones larger by one.
// Of fewer CPUs than groups, each group has one, in turn: they share. Of no
// CPUs, empty groups.
std::vector<std::vector<int>> ShareCpus(std::span<const int> cpus,
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
