// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Who else used the machine while something was measured: the time that the
// CPUs of this process spent on others, and the time that the host of a virtual
// machine gave to other machines.

#ifndef BURIN_BENCH_MACHINE_LOAD_H_
#define BURIN_BENCH_MACHINE_LOAD_H_

#include <string>
#include <string_view>
#include <vector>

namespace burin {

// Seconds since boot, of the CPUs that this process may run on; and of this
// process since its start.
struct CpuTimes {
  bool known = false;
  double wall = 0;
  double busy = 0;    // not idle, whoever it was
  double stolen = 0;  // by the host
  double own = 0;
};

// The sum of the lines of /proc/stat of the CPUs for which `allowed` is true,
// those beyond its end left out. Unknown for text that is none of that file.
CpuTimes ParseProcStat(std::string_view text, const std::vector<bool>& allowed,
                       double ticks_per_second);

// Reads the system below `root`, which tests replace.
CpuTimes ReadCpuTimes(const std::string& root = "/");

// In cores: 0.5 is half of one CPU's time.
struct OthersLoad {
  bool known = false;
  double cores = 0;
  double stolen_cores = 0;
};

// What others used between two readings. Unknown when one is, or when they are
// nearer than a quarter of a second: the system counts hundredths.
OthersLoad LoadBetween(const CpuTimes& begin, const CpuTimes& end);

}  // namespace burin

#endif  // BURIN_BENCH_MACHINE_LOAD_H_
