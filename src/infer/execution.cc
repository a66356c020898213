// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See execution.h.

#include "infer/execution.h"

#include <algorithm>
#include <climits>

#include "infer/run.h"

namespace burin {

Result<void> CheckStop(const RunOptions& options) {
  if (options.stop != nullptr && options.stop->load()) {
    return MakeError(ErrorCode::kInterrupted, "stopped by a signal");
  }
  return {};
}

int StreamsOf(const Session& session, const RunOptions& options) {
  const int most = session.streams();
  return options.streams > 0 ? std::min(options.streams, most) : most;
}

double MsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start)
      .count();
}

Result<void> ExecutionClock::Run(Session& session, const BatchBuffers& in,
                                 const BatchBuffers& out) {
  const auto inputs = in.ConstSpans();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (running_++ == 0) busy_since_ = Clock::now();
    if (span_.start == Clock::time_point()) span_.start = busy_since_;
  }
  const Clock::time_point start = Clock::now();
  Result<void> ran = session.Run(inputs, out.spans());
  const double ms = MsSince(start);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (--running_ == 0) busy_ms_ += MsSince(busy_since_);
  span_.end = Clock::now();
  if (ran.ok()) {
    times_ms_.push_back(ms);
    if (!first_end_) first_end_ = span_.end;
  }
  return ran;
}

Result<void> ExecutionClock::WarmUp(Session& session, const BatchBuffers& in,
                                    const BatchBuffers& out) {
  BURIN_TRY(session.Run(in.ConstSpans(), out.spans()));
  const Clock::time_point end = Clock::now();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!first_end_) first_end_ = end;
  return {};
}

std::vector<double> ExecutionClock::times_ms() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return times_ms_;
}

double ExecutionClock::busy_ms() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return busy_ms_;
}

TimeSpan ExecutionClock::span() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return span_;
}

std::optional<TimeSpan::Clock::time_point> ExecutionClock::first_end() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return first_end_;
}

Result<int> Execute(Session& session, const BatchBuffers& in,
                    const BatchBuffers& out, const Repeats& repeats,
                    const RunOptions& options, ExecutionClock& clock) {
  const auto start = std::chrono::steady_clock::now();
  int done = 0;
  while (done < repeats.times ||
         (MsSince(start) < 1000 * repeats.seconds && done < INT_MAX)) {
    BURIN_TRY(CheckStop(options));
    BURIN_TRY(repeats.warm_up ? clock.WarmUp(session, in, out)
                              : clock.Run(session, in, out));
    ++done;
  }
  return done;
}

}  // namespace burin
