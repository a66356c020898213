// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "thread/thread_pool.h"

#include <gtest/gtest.h>
#include <time.h>

#include <chrono>
#include <thread>

#include "thread/float_mode.h"

namespace burin {
namespace {

TEST(ThreadPool, RunsEveryTaskOnce) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const int64_t tasks : {0, 1, 2, 3, 7, 8, 100, 1001}) {
      std::vector<std::atomic<int>> runs(static_cast<size_t>(tasks));
      pool.ParallelFor(tasks, [&](int64_t task, int) {
        runs[static_cast<size_t>(task)].fetch_add(1);
      });
      for (const auto& count : runs) ASSERT_EQ(count.load(), 1);
    }
  }
}

TEST(ThreadPool, ManyShortLoopsLoseNoTask) {
  ThreadPool pool(4);
  int64_t sum = 0;
  for (int loop = 0; loop < 5000; ++loop) {
    int64_t parts[4][8] = {};  // plain memory: the pool must order it
    pool.ParallelFor(
        9, [&](int64_t task, int thread) { parts[thread][0] += task; });
    for (const auto& part : parts) sum += part[0];
  }
  EXPECT_EQ(sum, 5000 * 36);
}

TEST(ThreadPool, GivesConcurrentTasksDistinctThreads) {
  ThreadPool pool(4);
  std::atomic<int> busy[4] = {};
  std::atomic<int> clashes{0};
  pool.ParallelFor(2000, [&](int64_t, int thread) {
    if (busy[thread].fetch_add(1) != 0) clashes.fetch_add(1);
    busy[thread].fetch_sub(1);
  });
  EXPECT_EQ(clashes.load(), 0);
}

TEST(ThreadPool, NestedLoopRunsOnTheThreadOfItsTask) {
  ThreadPool pool(3);
  std::atomic<int> inner{0};
  std::atomic<int> moved{0};
  pool.ParallelFor(20, [&](int64_t, int outer_thread) {
    const auto self = std::this_thread::get_id();
    pool.ParallelFor(10, [&](int64_t, int thread) {
      inner.fetch_add(1);
      if (thread != outer_thread || std::this_thread::get_id() != self) {
        moved.fetch_add(1);
      }
    });
  });
  EXPECT_EQ(inner.load(), 200);
  EXPECT_EQ(moved.load(), 0);
}

TEST(ThreadPool, LoopOnAnotherPoolInsideATaskRuns) {
  ThreadPool outer(2);
  ThreadPool inner(2);
  std::atomic<int> count{0};
  outer.ParallelFor(8, [&](int64_t, int) {
    inner.ParallelFor(8, [&](int64_t, int) { count.fetch_add(1); });
  });
  EXPECT_EQ(count.load(), 64);
}

TEST(ThreadPool, SeveralCallersTakeTurns) {
  ThreadPool pool(2);
  std::atomic<int> inside{0};
  std::atomic<int> overlaps{0};
  std::atomic<int> total{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int loop = 0; loop < 50; ++loop) {
        std::atomic<int> mine{0};
        pool.ParallelFor(16, [&](int64_t, int thread) {
          if (thread == 0 && inside.fetch_add(1) != 0) overlaps.fetch_add(1);
          if (thread == 0) inside.fetch_sub(1);
          mine.fetch_add(1);
        });
        total.fetch_add(mine.load());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(overlaps.load(), 0);
  EXPECT_EQ(total.load(), 4 * 50 * 16);
}

TEST(ThreadPool, WorksAfterWorkersFellAsleep) {
  ThreadPool pool(3);
  std::atomic<int> count{0};
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    pool.ParallelFor(10, [&](int64_t, int) { count.fetch_add(1); });
  }
  EXPECT_EQ(count.load(), 30);
}

// What all threads of the process have had of the cores.
double CpuSeconds() {
  timespec now{};
  EXPECT_EQ(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}

TEST(ThreadPool, SleepsWhileThereIsNothingToDo) {
  ThreadPool pool(4);
  pool.ParallelFor(1000, [](int64_t, int) {});
  // Longer than workers wait for another loop awake.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const double before = CpuSeconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  // One worker that stayed awake would have had up to 0.2 s.
  EXPECT_LT(CpuSeconds() - before, 0.05);
}

#if defined(__x86_64__)
TEST(ThreadPool, TasksRunInIeeeModeAndTheCallersModeIsRestored) {
  const uint32_t before = _mm_getcsr();
  _mm_setcsr(0x9fc0 | 0x6000);  // flush to zero, denormals are zero, truncate
  ThreadPool pool(3);           // workers inherit that mode unless it is set
  std::atomic<int> wrong{0};
  pool.ParallelFor(300, [&](int64_t, int) {
    if ((_mm_getcsr() & ~0x3fu) != 0x1f80) wrong.fetch_add(1);
  });
  const uint32_t after = _mm_getcsr();
  _mm_setcsr(before);
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(after, 0x9fc0u | 0x6000u);
}
#endif

}  // namespace
}  // namespace burin
