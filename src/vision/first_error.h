// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Of the errors that the tasks of a parallel loop return, the one of the lowest
// task: the same one whatever the threads do. Safe to use from many threads.
// A task that runs out of memory is an error too, because nothing may be thrown
// through the threads of a pool.

#ifndef BURIN_VISION_FIRST_ERROR_H_
#define BURIN_VISION_FIRST_ERROR_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <new>
#include <utility>

#include "base/result.h"

namespace burin {

class FirstError {
 public:
  // Runs fn(), which returns a Result<void>, unless a task below `task` failed.
  template <typename Fn>
  void Run(int64_t task, Fn&& fn) {
    if (task_.load(std::memory_order_relaxed) < task) return;
    try {
      Add(task, fn());
    } catch (const std::bad_alloc&) {
      Add(task, Error{ErrorCode::kOutOfMemory, "out of memory"});
    }
  }

  // After the loop.
  Result<void> Take() {
    if (task_.load() == kNone) return {};
    return std::move(error_);
  }

 private:
  void Add(int64_t task, Result<void> result) {
    if (result.ok()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (task_.load(std::memory_order_relaxed) < task) return;
    task_.store(task, std::memory_order_relaxed);
    error_ = std::move(result).error();
  }

  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  std::atomic<int64_t> task_{kNone};
  std::mutex mutex_;
  Error error_;
};

}  // namespace burin

#endif  // BURIN_VISION_FIRST_ERROR_H_
