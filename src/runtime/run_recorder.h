// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The times of profiled runs: of every step in every run, of the threads inside
// their tasks, and of the single steps and tasks of the last run. Each team of
// threads has a recorder of its own and shares but a count with the others. A
// run that is not profiled has no recorder and reads no clock.

#ifndef BURIN_RUNTIME_RUN_RECORDER_H_
#define BURIN_RUNTIME_RUN_RECORDER_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "burin/session.h"

namespace burin {

// What a team's blocks take. The thread that runs the plan calls everything but
// Time().
class alignas(64) TeamRecorder {
 public:
  void StartBlock(int64_t block) { block_ = block; }
  void StartStep(size_t step);
  void StartLoop() { ++loop_; }
  // `whole`: the step is not made of tasks, its time is one of thread 0.
  void EndStep(bool whole);

  // By any thread of a loop, by its number in the team: runs fn() as that
  // thread's task.
  template <typename Fn>
  void Time(int64_t task, int thread, Fn&& fn) {
    const int64_t start = run_->Now();
    fn();
    AddTask(task, thread, start, run_->Now());
  }

 private:
  friend class RunRecorder;

  // What the teams of a run have in common.
  struct Run {
    std::chrono::steady_clock::time_point start;
    size_t most_tasks = 0;
    std::atomic<size_t> tasks{0};  // of this run, kept or not

    int64_t Now() const {
      return std::chrono::duration_cast<std::chrono::nanoseconds>(
                 std::chrono::steady_clock::now() - start)
          .count();
    }
  };

  // Of one thread, which alone writes it while a loop runs.
  struct alignas(64) ThreadTimes {
    std::vector<int64_t> busy_ns;  // by step, of all runs
    std::vector<TaskTime> tasks;   // of the last run
  };

  // Team `team` with `threads` threads, of which the first has the number
  // `first_thread` among those of all teams.
  TeamRecorder(Run& run, int team, int first_thread, int threads, size_t steps,
               size_t most_step_times);
  void StartRun();
  void AddTask(int64_t task, int thread, int64_t start, int64_t end);

  Run* run_;
  int team_;
  int first_thread_;
  size_t most_step_times_;
  int64_t block_ = 0;
  size_t step_ = 0;
  int loop_ = 0;
  int64_t step_start_ = 0;
  std::vector<int64_t> now_ns_;        // by step, of this run so far
  std::vector<StepSpan> first_block_;  // by step, of block 0 in the last run
  std::vector<StepTime> step_times_;   // of the last run
  size_t step_times_left_out_ = 0;
  std::vector<ThreadTimes> threads_;
};

class RunRecorder {
 public:
  // `team_threads`: how many threads each team has; at least one team. Keeps
  // the first `most_tasks` tasks of a run and counts the others, and as many
  // steps of blocks, shared among the teams, but no less than one block's of
  // each. Memory is taken here: nothing below allocates, but EndRun.
  RunRecorder(size_t steps, std::span<const int> team_threads,
              size_t most_tasks);
  RunRecorder(const RunRecorder&) = delete;
  RunRecorder& operator=(const RunRecorder&) = delete;

  // While no team runs. A run has each step once for every block.
  void StartRun();
  void EndRun();

  // For one team at a time; different ones at once.
  TeamRecorder& team(size_t i) { return teams_[i]; }

  // What has been recorded; times of `out.steps` are filled in, which has one
  // row for each step, and everything of the runs but their blocks.
  void Report(RunProfile& out) const;

 private:
  void ReportSteps(RunProfile& out) const;
  void ReportThreads(RunProfile& out) const;

  std::vector<int> team_threads_;
  int64_t threads_ = 0;  // of all teams
  TeamRecorder::Run run_;
  std::vector<TeamRecorder> teams_;
  // By step, one for each run: the mean over the threads of all teams.
  std::vector<std::vector<int64_t>> ns_;
  std::vector<int64_t> thread_ns_;  // by step, of all threads in all runs
  std::vector<int64_t> run_ns_;
};

}  // namespace burin

#endif  // BURIN_RUNTIME_RUN_RECORDER_H_
