// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A profile as the table that the older tool's profiler leaves: its columns by
// its names, a row for each step in the order of execution, then ours.

#ifndef BURIN_INFER_PROFILE_CSV_H_
#define BURIN_INFER_PROFILE_CSV_H_

#include <string>

#include "infer/profile.h"

namespace burin {

// Columns: Model Name, Task ID, Op Name, OP Type, Task Type (the kernel), Task
// Start Time(us) of the last run from its start, Task Duration(us) as the
// median of all runs, Output Shapes; then GFLOP, GFLOP/s, Bytes, GB/s, Threads
// Busy(%), Precision and Share of Peak(%), which is that precision's. The last
// two are empty for a step without products, the share also where the peak was
// not measured.
std::string ProfileCsv(const MeasuredProfile& profile,
                       const std::string& model);

}  // namespace burin

#endif  // BURIN_INFER_PROFILE_CSV_H_
