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

TEST(RunRecorder, TellsStepsThreadsAndTheMedianRun) {
  RunRecorder recorder(2, 2, 8);
  // Step 0 takes 1, 40 and 3 ms, all of it on thread 1; step 1 is whole.
  for (const int ms : {1, 40, 3}) {
    recorder.StartRun();
    recorder.StartStep(0);
    recorder.StartLoop();
    recorder.Time(7, 1, [&] { Sleep(ms); });
    recorder.EndStep(false);
    recorder.StartStep(1);
    Sleep(2);
    recorder.EndStep(true);
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

TEST(RunRecorder, KeepsNoMoreTasksThanAskedFor) {
  RunRecorder recorder(1, 2, 4);
  recorder.StartRun();
  recorder.StartStep(0);
  recorder.StartLoop();
  for (int task = 0; task < 10; ++task) recorder.Time(task, 0, [] {});
  recorder.Time(10, 1, [] {});
  recorder.EndStep(false);
  recorder.EndRun();
  const RunProfile profile = ReportOf(recorder, 1);
  EXPECT_EQ(profile.tasks.size(), 4u);
  EXPECT_EQ(profile.tasks[3].task, 3);
  EXPECT_EQ(profile.tasks_left_out, 7u);
}

}  // namespace
}  // namespace burin
