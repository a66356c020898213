// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A fixed set of threads that runs loops of independent tasks.
//
// Each thread owns a contiguous part of the loop, so that the same rows of two
// successive loops meet in the same core's cache; a thread that is done takes
// tasks from the end of another's part. A worker that wakes too late is not
// waited for. Workers spin for some tens of microseconds after a loop, because
// the next one of an inference follows at once, and then sleep.
//
// Why not pthreadpool: it waits for ever for a thread that the system refused
// to start (a pids limit), and thread sanitizers cannot see through it.

#ifndef BURIN_THREAD_THREAD_POOL_H_
#define BURIN_THREAD_THREAD_POOL_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace burin {

// A pool belongs to the process that made it: in a child of fork() its workers
// are not there, and its destructor would wait for them for ever.
class ThreadPool {
 public:
  // The caller of a loop is one of the `threads`; 0 means UsableThreads().
  // Threads that the system refuses, or that there is no memory to start, are
  // done without; threads() tells.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls fn(context, task, thread) once for every task in [0, tasks), in any
  // order, and returns when all are done. `thread` is in [0, threads()), and
  // no two calls that run at the same time within one loop have the same: it
  // may index scratch memory. What a task wrote is visible after the return.
  //
  // Loops of several callers run one after the other. A loop inside a task of
  // the same pool runs at once on the thread of that task, with its `thread`.
  // A task must not wait for another pool whose tasks use this one.
  //
  // All tasks run with IEEE arithmetic (round to nearest, no flush to zero, no
  // traps); the caller's floating-point mode is restored after.
  using TaskFn = void (*)(void* context, int64_t task, int thread);
  void ParallelFor(int64_t tasks, TaskFn fn, void* context);

  // The same for fn(task, thread), which must not throw.
  template <typename Fn>
  void ParallelFor(int64_t tasks, Fn&& fn) {
    using Plain = std::remove_reference_t<Fn>;
    ParallelFor(
        tasks,
        [](void* context, int64_t task, int thread) {
          (*static_cast<Plain*>(context))(task, thread);
        },
        const_cast<void*>(static_cast<const void*>(&fn)));
  }

 private:
  // The tasks that are left of one thread's part: begin in the low half, end
  // in the high half, so that taking one is one compare-and-swap.
  struct alignas(64) Part {
    std::atomic<uint64_t> range{0};
  };
  struct Frame;  // which loop this thread is inside of

  void RunLoop(int64_t first, uint32_t tasks, TaskFn fn, void* context);
  void Work(int thread);
  void WorkerMain(int thread);

  std::mutex callers_;  // held by the caller whose loop runs
  int64_t first_ = 0;   // the loop; written while no worker is inside
  TaskFn fn_ = nullptr;
  void* context_ = nullptr;
  std::unique_ptr<Part[]> parts_;

  alignas(64) std::atomic<uint32_t> gate_{0};   // kOpen | workers inside
  alignas(64) std::atomic<uint32_t> epoch_{0};  // counts loops; workers wait
  std::atomic<bool> stop_{false};
  std::vector<std::thread> workers_;
};

}  // namespace burin

#endif  // BURIN_THREAD_THREAD_POOL_H_
