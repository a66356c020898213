// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See run_recorder.h.

#include "runtime/run_recorder.h"

#include <algorithm>
#include <numeric>

namespace burin {
namespace {

// Of an odd count the middle one, of an even one the mean of both; reorders.
double Median(std::vector<int64_t> values) {
  if (values.empty()) return 0;
  const auto middle =
      values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const auto upper = static_cast<double>(*middle);
  if (values.size() % 2 == 1) return upper;
  const auto lower = *std::max_element(values.begin(), middle);
  return (upper + static_cast<double>(lower)) / 2;
}

double Sum(const std::vector<int64_t>& values) {
  return static_cast<double>(
      std::accumulate(values.begin(), values.end(), int64_t{0}));
}

double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

constexpr double kMilli = 1e-6;  // of a nanosecond

}  // namespace

RunRecorder::RunRecorder(size_t steps, int threads, size_t most_tasks)
    : most_tasks_(most_tasks),
      last_(steps),
      now_ns_(steps),
      ns_(steps),
      threads_(static_cast<size_t>(threads)) {
  for (ThreadTimes& thread : threads_) {
    thread.busy_ns.resize(steps);
    thread.tasks.reserve(most_tasks);
  }
}

void RunRecorder::StartRun() {
  for (ThreadTimes& thread : threads_) thread.tasks.clear();
  tasks_.store(0, std::memory_order_relaxed);
  block_ = 0;
  run_start_ = std::chrono::steady_clock::now();
}

void RunRecorder::StartStep(size_t step) {
  step_ = step;
  loop_ = -1;
  step_start_ = Now();
}

void RunRecorder::EndStep(bool whole) {
  const StepSpan span{step_start_, Now()};
  if (block_ <= 1) last_[step_] = span;
  now_ns_[step_] += span.end_ns - span.start_ns;
  if (!whole) return;
  loop_ = 0;
  AddTask(0, 0, span.start_ns, span.end_ns);
}

void RunRecorder::EndRun() {
  run_ns_.push_back(Now());
  for (size_t i = 0; i < last_.size(); ++i) {
    ns_[i].push_back(now_ns_[i]);
    now_ns_[i] = 0;
  }
}

void RunRecorder::AddTask(int64_t task, int thread, int64_t start,
                          int64_t end) {
  ThreadTimes& mine = threads_[static_cast<size_t>(thread)];
  mine.busy_ns[step_] += end - start;
  if (block_ > 1) return;
  if (tasks_.fetch_add(1, std::memory_order_relaxed) >= most_tasks_) return;
  mine.tasks.push_back({step_, loop_, task, thread, {start, end}});
}

void RunRecorder::Report(RunProfile& out) const {
  out.runs = static_cast<int>(run_ns_.size());
  out.milliseconds = Median(run_ns_) * kMilli;
  out.last_milliseconds =
      run_ns_.empty() ? 0 : static_cast<double>(run_ns_.back()) * kMilli;
  for (size_t i = 0; i < out.steps.size(); ++i) {
    StepProfile& row = out.steps[i];
    double busy = 0;
    for (const ThreadTimes& thread : threads_) {
      busy += static_cast<double>(thread.busy_ns[i]);
    }
    row.milliseconds = Median(ns_[i]) * kMilli;
    row.busy = Share(busy, Sum(ns_[i]) * static_cast<double>(threads_.size()));
    row.last = last_[i];
  }
  for (const ThreadTimes& thread : threads_) {
    out.busy.push_back(Share(Sum(thread.busy_ns), Sum(run_ns_)));
    out.tasks.insert(out.tasks.end(), thread.tasks.begin(), thread.tasks.end());
  }
  out.tasks_left_out = tasks_.load() - out.tasks.size();
}

}  // namespace burin
