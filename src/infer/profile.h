// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the time of a plate goes, against what the machine can do: several
// executions over made-up data, timed step by step beside the instruction
// peaks. Each step is held against the peak of the precision in which it
// multiplies; several steps together against the time that each would take at
// its own.

#ifndef BURIN_INFER_PROFILE_H_
#define BURIN_INFER_PROFILE_H_

#include <span>
#include <string>
#include <vector>

#include "burin/session.h"
#include "report/json.h"

namespace burin {

// What multiply-adds on registers reach in one precision.
struct PrecisionPeak {
  std::string precision;  // as StepProfile has it
  double gflops = 0;
};

struct MeasuredProfile {
  RunProfile run;
  std::string isa;  // of the plate
  int threads = 0;
  int64_t batch = 1;
  // Of isa on these threads, in each precision in which a step multiplies,
  // fp32 first; empty: not measured.
  std::vector<PrecisionPeak> peaks;
};

enum class ProfileKind {
  kTable,  // several runs and the peaks, for medians and shares
  kTrace,  // one run
};

// Tasks of the last run that are kept at most: as many as viewers take well.
inline constexpr size_t kMostTraceTasks = size_t{1} << 16;

// `most_tasks`: see ProfileOptions. One execution, for a table two, warm up.
// Errors: those of Session::Profile.
Result<MeasuredProfile> MeasureProfile(Session& session, ProfileKind kind,
                                       size_t most_tasks);

// In which a step multiplies; empty for one without products.
std::string ProductPrecision(const StepProfile& step);

// What one step, or several together, cost.
struct CostSum {
  std::string op;
  std::string kernel;
  std::string precision;  // see ProductPrecision
  size_t steps = 0;
  double milliseconds = 0;
  double busy_milliseconds = 0;  // the time weighted by the threads' share
  double peak_milliseconds = 0;  // that the products take at the peaks
  double gflop = 0;
  double bytes = 0;

  // `peak_gflops`: of the step's precision; 0: not measured.
  void Add(const StepProfile& step, double peak_gflops);
  double busy() const;
  // A second; 0 without time.
  double gflops() const;
  double gigabytes() const;
  // 0 where no peak was measured.
  double share_of_peak() const;
};

// Without op, kernel and precision.
CostSum SumOf(std::span<const StepProfile> steps,
              std::span<const PrecisionPeak> peaks = {});
// One for each op, kernel and precision that go together, slowest first.
std::vector<CostSum> SumsByOp(std::span<const StepProfile> steps,
                              std::span<const PrecisionPeak> peaks = {});

// Of the whole run.
struct ProfileTotals {
  double gflop_per_image = 0;
  double gflops = 0;
  // The time that the products take at the peaks, by the time of the run; 0
  // where no peak was measured.
  double share_of_peak = 0;
  double threads_busy = 0;  // mean over the threads
};
ProfileTotals TotalsOf(const MeasuredProfile& profile);

Json ProfileJson(const MeasuredProfile& profile);

}  // namespace burin

#endif  // BURIN_INFER_PROFILE_H_
