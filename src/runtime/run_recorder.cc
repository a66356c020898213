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

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

TeamRecorder::TeamRecorder(Run& run, int team, int first_thread, int threads,
                           size_t steps, size_t most_step_times)
    : run_(&run),
      team_(team),
      first_thread_(first_thread),
      most_step_times_(most_step_times),
      now_ns_(steps),
      first_block_(steps),
      threads_(static_cast<size_t>(threads)) {
  step_times_.reserve(most_step_times);
  for (ThreadTimes& thread : threads_) {
    thread.busy_ns.resize(steps);
    thread.tasks.reserve(run.most_tasks);
  }
}

void TeamRecorder::StartRun() {
  for (ThreadTimes& thread : threads_) thread.tasks.clear();
  step_times_.clear();
  step_times_left_out_ = 0;
  std::ranges::fill(now_ns_, 0);
}

void TeamRecorder::StartStep(size_t step) {
  step_ = step;
  loop_ = -1;
  step_start_ = run_->Now();
}

void TeamRecorder::EndStep(bool whole) {
  const StepSpan span{step_start_, run_->Now()};
  now_ns_[step_] += span.end_ns - span.start_ns;
  if (block_ == 0) first_block_[step_] = span;
  if (step_times_.size() < most_step_times_) {
    step_times_.push_back({step_, block_, team_, span});
  } else if (most_step_times_ > 0) {
    ++step_times_left_out_;
  }
  if (!whole) return;
  loop_ = 0;
  AddTask(0, 0, span.start_ns, span.end_ns);
}

void TeamRecorder::AddTask(int64_t task, int thread, int64_t start,
                           int64_t end) {
  ThreadTimes& mine = threads_[static_cast<size_t>(thread)];
  mine.busy_ns[step_] += end - start;
  // Where none are kept, threads have no count to meet at.
  if (run_->most_tasks == 0 ||
      run_->tasks.fetch_add(1, std::memory_order_relaxed) >= run_->most_tasks) {
    return;
  }
  mine.tasks.push_back(
      {step_, block_, loop_, task, first_thread_ + thread, {start, end}});
}

RunRecorder::RunRecorder(size_t steps, std::span<const int> team_threads,
                         size_t most_tasks)
    : team_threads_(team_threads.begin(), team_threads.end()),
      ns_(steps),
      thread_ns_(steps) {
  run_.most_tasks = most_tasks;
  const size_t most_step_times =
      most_tasks == 0 ? 0 : std::max(most_tasks / team_threads.size(), steps);
  teams_.reserve(team_threads.size());
  int first_thread = 0;
  for (const int threads : team_threads) {
    teams_.push_back(TeamRecorder(run_, static_cast<int>(teams_.size()),
                                  first_thread, threads, steps,
                                  most_step_times));
    first_thread += threads;
  }
  threads_ = first_thread;
}

void RunRecorder::StartRun() {
  for (TeamRecorder& team : teams_) team.StartRun();
  run_.tasks.store(0, std::memory_order_relaxed);
  run_.start = std::chrono::steady_clock::now();
}

void RunRecorder::EndRun() {
  run_ns_.push_back(run_.Now());
  for (size_t i = 0; i < ns_.size(); ++i) {
    int64_t of_threads = 0;
    for (const TeamRecorder& team : teams_) {
      of_threads +=
          team.now_ns_[i] * static_cast<int64_t>(team.threads_.size());
    }
    ns_[i].push_back(of_threads / threads_);
    thread_ns_[i] += of_threads;
  }
}

void RunRecorder::Report(RunProfile& out) const {
  out.runs = static_cast<int>(run_ns_.size());
  out.team_threads = team_threads_;
  out.milliseconds = Median(run_ns_) * kMilli;
  out.last_milliseconds =
      run_ns_.empty() ? 0 : static_cast<double>(run_ns_.back()) * kMilli;
  ReportSteps(out);
  ReportThreads(out);
}

void RunRecorder::ReportSteps(RunProfile& out) const {
  for (size_t i = 0; i < out.steps.size(); ++i) {
    StepProfile& row = out.steps[i];
    double busy = 0;
    for (const TeamRecorder& team : teams_) {
      for (const auto& thread : team.threads_) {
        busy += static_cast<double>(thread.busy_ns[i]);
      }
    }
    row.milliseconds = Median(ns_[i]) * kMilli;
    row.busy = Share(busy, static_cast<double>(thread_ns_[i]));
    row.last = teams_[0].first_block_[i];
  }
}

void RunRecorder::ReportThreads(RunProfile& out) const {
  for (const TeamRecorder& team : teams_) {
    for (const auto& thread : team.threads_) {
      out.busy.push_back(Share(Sum(thread.busy_ns), Sum(run_ns_)));
      Append(thread.tasks, out.tasks);
    }
    Append(team.step_times_, out.step_times);
    out.step_times_left_out += team.step_times_left_out_;
  }
  out.tasks_left_out = run_.tasks.load() - out.tasks.size();
}

}  // namespace burin
