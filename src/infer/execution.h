// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Executions of a plate, timed each and together: with several streams they
// overlap, and the time during which any of them runs is less than their sum.

#ifndef BURIN_INFER_EXECUTION_H_
#define BURIN_INFER_EXECUTION_H_

#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "burin/session.h"
#include "infer/buffers.h"
#include "infer/performance.h"

namespace burin {

struct RunOptions;

// kInterrupted once options.stop is set.
Result<void> CheckStop(const RunOptions& options);

// The number of batches that a run has in flight.
int StreamsOf(const Session& session, const RunOptions& options);

double MsSince(std::chrono::steady_clock::time_point start);

// Safe for several threads at once.
class ExecutionClock {
 public:
  // Session::Run(), timed.
  Result<void> Run(Session& session, const BatchBuffers& in,
                   const BatchBuffers& out);
  // Session::Run() before what is timed: only first_end() tells of it.
  Result<void> WarmUp(Session& session, const BatchBuffers& in,
                      const BatchBuffers& out);

  // In the order in which they ended.
  std::vector<double> times_ms() const;
  // During which at least one execution ran.
  double busy_ms() const;
  // From the first one's start to the last one's end.
  TimeSpan span() const;
  // When the first execution ended, one that warms up or is timed; empty: none
  // has.
  std::optional<TimeSpan::Clock::time_point> first_end() const;

 private:
  using Clock = TimeSpan::Clock;
  mutable std::mutex mutex_;
  std::vector<double> times_ms_;
  double busy_ms_ = 0;
  int running_ = 0;
  Clock::time_point busy_since_;
  TimeSpan span_;
  std::optional<Clock::time_point> first_end_;
};

// How often one batch is executed: at least `times`, and on until `seconds`
// have passed; to warm up, or to be timed.
struct Repeats {
  int times = 1;
  double seconds = 0;
  bool warm_up = false;
};

// Returns the number of executions. Errors: those of Session::Run and
// CheckStop, which is asked before each execution.
Result<int> Execute(Session& session, const BatchBuffers& in,
                    const BatchBuffers& out, const Repeats& repeats,
                    const RunOptions& options, ExecutionClock& clock);

}  // namespace burin

#endif  // BURIN_INFER_EXECUTION_H_
