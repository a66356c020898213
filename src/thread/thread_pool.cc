// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The gate makes late workers harmless: a worker enters a loop only while the
// gate is open, and the caller closes it when no task is left, then waits for
// those inside only.

#include "thread/thread_pool.h"

#include <algorithm>
#include <new>
#include <system_error>

#include "base/check.h"
#include "thread/float_mode.h"
#include "thread/topology.h"

namespace burin {
namespace {

constexpr uint32_t kOpen = uint32_t{1} << 31;
// About 50 microseconds: longer than the gap between two steps of an
// inference, shorter than anybody notices as load.
constexpr int kSpins = 3000;

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Spins, then sleeps, until `word` differs from `old`.
void WaitWhile(const std::atomic<uint32_t>& word, uint32_t old) {
  for (int i = 0; i < kSpins; ++i) {
    if (word.load(std::memory_order_acquire) != old) return;
    Pause();
  }
  word.wait(old, std::memory_order_acquire);
}

constexpr uint64_t PackRange(uint64_t begin, uint64_t end) {
  return begin | end << 32;
}

// Takes one task from the front (owner) or the back (others) of `range`.
bool TakeTask(std::atomic<uint64_t>& range, bool front, uint32_t& task) {
  uint64_t old = range.load(std::memory_order_relaxed);
  for (;;) {
    const uint32_t begin = static_cast<uint32_t>(old);
    const uint32_t end = static_cast<uint32_t>(old >> 32);
    if (begin >= end) return false;
    task = front ? begin : end - 1;
    const uint64_t rest =
        front ? PackRange(begin + 1, end) : PackRange(begin, end - 1);
    if (range.compare_exchange_weak(old, rest, std::memory_order_relaxed)) {
      return true;
    }
  }
}

}  // namespace

struct ThreadPool::Frame {
  const ThreadPool* pool;
  int thread;
  const Frame* outer;
  static thread_local const Frame* top;

  Frame(const ThreadPool* p, int t) : pool(p), thread(t), outer(top) {
    top = this;
  }
  ~Frame() { top = outer; }
  static const Frame* Find(const ThreadPool* pool) {
    const Frame* frame = top;
    while (frame != nullptr && frame->pool != pool) frame = frame->outer;
    return frame;
  }
};
thread_local const ThreadPool::Frame* ThreadPool::Frame::top = nullptr;

ThreadPool::ThreadPool(int threads) {
  BURIN_CHECK(threads >= 0);
  if (threads == 0) threads = UsableThreads();
  parts_ = std::make_unique<Part[]>(static_cast<size_t>(threads));
  workers_.reserve(static_cast<size_t>(threads - 1));
  for (int thread = 1; thread < threads; ++thread) {
    // Nothing is thrown from here on: it would destroy workers that run.
    try {
      workers_.emplace_back([this, thread] { WorkerMain(thread); });
    } catch (const std::system_error&) {
      break;
    } catch (const std::bad_alloc&) {
      break;
    }
  }
}

ThreadPool::~ThreadPool() {
  stop_.store(true, std::memory_order_relaxed);
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::ParallelFor(int64_t tasks, TaskFn fn, void* context) {
  const ScopedFloatMode mode;
  if (const Frame* frame = Frame::Find(this)) {
    for (int64_t task = 0; task < tasks; ++task) {
      fn(context, task, frame->thread);
    }
    return;
  }
  const std::lock_guard lock(callers_);
  const Frame frame(this, 0);
  if (threads() == 1 || tasks == 1) {
    for (int64_t task = 0; task < tasks; ++task) fn(context, task, 0);
    return;
  }
  constexpr int64_t kMost = int64_t{1} << 31;  // a Part counts in 32 bits
  for (int64_t first = 0; first < tasks; first += kMost) {
    RunLoop(first, static_cast<uint32_t>(std::min(kMost, tasks - first)), fn,
            context);
  }
}

void ThreadPool::RunLoop(int64_t first, uint32_t tasks, TaskFn fn,
                         void* context) {
  first_ = first;
  fn_ = fn;
  context_ = context;
  const uint64_t count = static_cast<uint64_t>(threads());
  for (uint64_t t = 0; t < count; ++t) {
    parts_[t].range.store(PackRange(tasks * t / count, tasks * (t + 1) / count),
                          std::memory_order_relaxed);
  }
  gate_.store(kOpen, std::memory_order_release);
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  Work(0);
  uint32_t gate = gate_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
  while (gate != 0) {
    WaitWhile(gate_, gate);
    gate = gate_.load(std::memory_order_acquire);
  }
}

void ThreadPool::Work(int thread) {
  const int count = threads();
  for (int i = 0; i < count; ++i) {
    const int victim = (thread + i) % count;
    uint32_t task = 0;
    while (TakeTask(parts_[static_cast<size_t>(victim)].range, i == 0, task)) {
      fn_(context_, first_ + task, thread);
    }
  }
}

void ThreadPool::WorkerMain(int thread) {
  const ScopedFloatMode mode;
  const Frame frame(this, thread);
  uint32_t seen = 0;
  for (;;) {
    WaitWhile(epoch_, seen);
    seen = epoch_.load(std::memory_order_acquire);
    if (stop_.load(std::memory_order_relaxed)) return;
    uint32_t gate = gate_.load(std::memory_order_relaxed);
    bool entered = false;
    while ((gate & kOpen) != 0 && !entered) {
      entered = gate_.compare_exchange_weak(gate, gate + 1,
                                            std::memory_order_acquire);
    }
    if (!entered) continue;
    Work(thread);
    // Only a caller that has closed the gate may be asleep on it.
    if ((gate_.fetch_sub(1, std::memory_order_acq_rel) & kOpen) == 0) {
      gate_.notify_one();
    }
  }
}

}  // namespace burin
