// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The times of profiled runs: of every step in every run, of the threads
// inside their tasks, and of the single tasks of the last run. A run that is
// not profiled has no recorder and reads no clock.

#ifndef BURIN_RUNTIME_RUN_RECORDER_H_
#define BURIN_RUNTIME_RUN_RECORDER_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "burin/session.h"

namespace burin {

class RunRecorder {
 public:
  // Keeps the first `most_tasks` tasks of a run's first block and counts the
  // others of that block. Memory
  // is taken here: nothing below allocates, but EndRun.
  RunRecorder(size_t steps, int threads, size_t most_tasks);

  // By the thread that runs the plan; a run has each step once for every block.
  void StartRun();
  void StartBlock() { ++block_; }
  void StartStep(size_t step);
  void StartLoop() { ++loop_; }
  // `whole`: the step is not made of tasks, its time is one of thread 0.
  void EndStep(bool whole);
  void EndRun();

  // By any thread of a loop: runs fn() as that thread's task.
  template <typename Fn>
  void Time(int64_t task, int thread, Fn&& fn) {
    const int64_t start = Now();
    fn();
    AddTask(task, thread, start, Now());
  }

  // What has been recorded; times of `out.steps` are filled in, which has one
  // row for each step, and everything of the runs.
  void Report(RunProfile& out) const;

 private:
  // Of one thread, which alone writes it while a loop runs.
  struct alignas(64) ThreadTimes {
    std::vector<int64_t> busy_ns;  // by step, of all runs
    std::vector<TaskTime> tasks;   // of the last run
  };

  int64_t Now() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now() - run_start_)
        .count();
  }
  void AddTask(int64_t task, int thread, int64_t start, int64_t end);

  size_t most_tasks_;
  std::atomic<size_t> tasks_{0};  // of this run, kept or not
  std::chrono::steady_clock::time_point run_start_;
  size_t step_ = 0;
  int64_t block_ =
      0;  // of this run, from 1 on; spans and tasks are the first's
  int64_t step_start_ = 0;
  int loop_ = 0;
  std::vector<StepSpan> last_;   // by step, of the last run's first block
  std::vector<int64_t> now_ns_;  // by step, of this run so far
  std::vector<std::vector<int64_t>> ns_;  // by step, one for each run
  std::vector<int64_t> run_ns_;
  std::vector<ThreadTimes> threads_;
};

}  // namespace burin

#endif  // BURIN_RUNTIME_RUN_RECORDER_H_
