// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the time of a plate goes, against what the machine can do: several
// executions over made-up data, timed step by step beside the instruction peak.

#ifndef BURIN_INFER_PROFILE_H_
#define BURIN_INFER_PROFILE_H_

#include <span>
#include <string>
#include <vector>

#include "burin/session.h"
#include "report/json.h"

namespace burin {

struct MeasuredProfile {
  RunProfile run;
  std::string isa;  // of the plate
  int threads = 0;
  int64_t batch = 1;
  // Of isa on these threads, in the fastest precision of the steps; 0: not
  // measured.
  double peak_gflops = 0;
  std::string peak_precision;
};

enum class ProfileKind {
  kTable,  // several runs and the peak, for medians and shares
  kTrace,  // one run
};

// Tasks of the last run that are kept at most: as many as viewers take well.
inline constexpr size_t kMostTraceTasks = size_t{1} << 16;

// `most_tasks`: see ProfileOptions. One execution, for a table two, warm up.
// Errors: those of Session::Profile.
Result<MeasuredProfile> MeasureProfile(Session& session, ProfileKind kind,
                                       size_t most_tasks);

// What one step, or several together, cost.
struct CostSum {
  std::string op;
  std::string kernel;
  size_t steps = 0;
  double milliseconds = 0;
  double busy_milliseconds = 0;  // the time weighted by the threads' share
  double gflop = 0;
  double bytes = 0;

  void Add(const StepProfile& step);
  double busy() const;
  // A second; 0 without time.
  double gflops() const;
  double gigabytes() const;
};

CostSum SumOf(std::span<const StepProfile> steps);
// One for each pair of op and kernel, slowest first.
std::vector<CostSum> SumsByOp(std::span<const StepProfile> steps);

// Of the whole run; shares are 0 when the peak was not measured.
struct ProfileTotals {
  double gflop_per_image = 0;
  double gflops = 0;
  double share_of_peak = 0;
  double threads_busy = 0;  // mean over the threads
};
ProfileTotals TotalsOf(const MeasuredProfile& profile);

Json ProfileJson(const MeasuredProfile& profile);

}  // namespace burin

#endif  // BURIN_INFER_PROFILE_H_
