// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/run_recorder.h"

#include <gtest/gtest.h>

#include <thread>

namespace burin {
namespace {

void Sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

RunProfile ReportOf(const RunRecorder& recorder, size_t steps) {
  RunProfile out;
  out.steps.resize(steps);
  recorder.Report(out);
  return out;
}

// A step that is one task of `thread`.
void RunTask(TeamRecorder& team, size_t step, int thread, int milliseconds) {
  team.StartStep(step);
  team.StartLoop();
  team.Time(7, thread, [&] { Sleep(milliseconds); });
  team.EndStep(false);
}

TEST(RunRecorder, TellsStepsThreadsAndTheMedianRun) {
  const int threads[] = {2};
  RunRecorder recorder(2, threads, 8);
  TeamRecorder& team = recorder.team(0);
  // Step 0 takes 1, 40 and 3 ms, all of it on thread 1; step 1 is whole.
  for (const int ms : {1, 40, 3}) {
    recorder.StartRun();
    team.StartBlock(0);
    RunTask(team, 0, 1, ms);
    team.StartStep(1);
    Sleep(2);
    team.EndStep(true);
    recorder.EndRun();
  }
  const RunProfile profile = ReportOf(recorder, 2);
  EXPECT_EQ(profile.runs, 3);
  EXPECT_GE(profile.steps[0].milliseconds, 3);
  EXPECT_LT(profile.steps[0].milliseconds, 40);
  EXPECT_GE(profile.milliseconds, 5);
  EXPECT_GE(profile.last_milliseconds, 5);
  // One of two threads was busy.
  EXPECT_GT(profile.steps[0].busy, 0.4);
  EXPECT_LE(profile.steps[0].busy, 0.5);
  EXPECT_GT(profile.busy[1], profile.busy[0]);
  EXPECT_LE(profile.busy[0] + profile.busy[1], 1);
  // Of the last run alone, thread by thread.
  ASSERT_EQ(profile.tasks.size(), 2u);
  EXPECT_EQ(profile.tasks[0].step, 1u);
  EXPECT_EQ(profile.tasks[0].thread, 0);
  EXPECT_EQ(profile.tasks[1].task, 7);
  EXPECT_EQ(profile.tasks[1].thread, 1);
  EXPECT_EQ(profile.tasks_left_out, 0u);
}

TEST(RunRecorder, TellsEveryBlockOfEveryTeam) {
  const int threads[] = {1, 2};
  RunRecorder recorder(1, threads, 8);
  recorder.StartRun();
  // Team 0 has blocks 0 and 2, team 1 block 1, of which a thread does nothing.
  std::thread other([&] {
    recorder.team(1).StartBlock(1);
    RunTask(recorder.team(1), 0, 1, 4);
  });
  for (const int64_t block : {0, 2}) {
    recorder.team(0).StartBlock(block);
    RunTask(recorder.team(0), 0, 0, 2);
  }
  other.join();
  recorder.EndRun();
  const RunProfile profile = ReportOf(recorder, 1);
  EXPECT_EQ(profile.team_threads, (std::vector<int>{1, 2}));
  std::vector<std::pair<int, int64_t>> blocks;
  for (const StepTime& time : profile.step_times) {
    blocks.emplace_back(time.team, time.block);
  }
  EXPECT_EQ(blocks,
            (std::vector<std::pair<int, int64_t>>{{0, 0}, {0, 2}, {1, 1}}));
  EXPECT_EQ(profile.step_times_left_out, 0u);
  // The step took 2 + 2 ms of one thread and 4 ms of each of two.
  EXPECT_GE(profile.steps[0].milliseconds, 4);
  EXPECT_EQ(profile.steps[0].last.start_ns,
            profile.step_times[0].last.start_ns);
  ASSERT_EQ(profile.busy.size(), 3u);
  EXPECT_EQ(profile.busy[1], 0);
  EXPECT_GT(profile.busy[2], 0);
  EXPECT_LT(profile.steps[0].busy, 1);
  ASSERT_EQ(profile.tasks.size(), 3u);
  EXPECT_EQ(profile.tasks[1].block, 2);
  EXPECT_EQ(profile.tasks[2].block, 1);
  EXPECT_EQ(profile.tasks[2].thread, 2);
}

TEST(RunRecorder, KeepsNoMoreTasksThanAskedFor) {
  const int threads[] = {2};
  RunRecorder recorder(1, threads, 4);
  TeamRecorder& team = recorder.team(0);
  recorder.StartRun();
  team.StartStep(0);
  team.StartLoop();
  for (int task = 0; task < 10; ++task) team.Time(task, 0, [] {});
  team.Time(10, 1, [] {});
  team.EndStep(false);
  recorder.EndRun();
  const RunProfile profile = ReportOf(recorder, 1);
  EXPECT_EQ(profile.tasks.size(), 4u);
  EXPECT_EQ(profile.tasks[3].task, 3);
  EXPECT_EQ(profile.tasks_left_out, 7u);
}

TEST(RunRecorder, KeepsTheStepsOfAFirstBlockAndCountsTheOthers) {
  const int threads[] = {1};
  for (const size_t most_tasks : {0, 1}) {
    RunRecorder recorder(2, threads, most_tasks);
    recorder.StartRun();
    for (const int64_t block : {0, 1}) {
      recorder.team(0).StartBlock(block);
      for (const size_t step : {0, 1}) RunTask(recorder.team(0), step, 0, 0);
    }
    recorder.EndRun();
    const RunProfile profile = ReportOf(recorder, 2);
    EXPECT_EQ(profile.step_times.size(), 2 * most_tasks);
    EXPECT_EQ(profile.step_times_left_out, 2 * most_tasks);
    EXPECT_EQ(profile.tasks.size(), most_tasks);
    EXPECT_EQ(profile.tasks_left_out, 3 * most_tasks);
  }
}

}  // namespace
}  // namespace burin
