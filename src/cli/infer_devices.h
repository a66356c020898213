// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// infer --device 0,1: what the older tool does with several accelerators. Each
// is a group of the cores that this process may use, apart from the others',
// with a session whose threads stay on them; of more devices than threads some
// take turns on one. Each has a result folder and a summary of its own, as
// scripts expect them.

#ifndef BURIN_CLI_INFER_DEVICES_H_
#define BURIN_CLI_INFER_DEVICES_H_

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "infer/grouping.h"

namespace burin::cli {

struct CoreGroup {
  std::vector<int> cpus;  // empty where the system does not tell
  int threads = 1;
};

// The CPUs and `threads` (0: all that may be used) shared among `count`
// devices, the threads as the CPUs are. Fewer groups than devices when there
// are fewer threads or CPUs: device i then belongs to group i modulo their
// number.
std::vector<CoreGroup> DeviceGroups(size_t count, int threads);

// Part `index` of `count` of the files: as equal as can be, in their order, the
// first ones larger by one. kBadUsage when there is no file for it.
Result<Grouping> PartOf(const Grouping& whole, size_t index, size_t count);

// "OUT/device4_0" for results in OUT, the first device being number 4.
std::string DeviceFolder(const std::string& result_folder, int id,
                         size_t index);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_DEVICES_H_
