// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// All the errors that the tasks of a parallel loop return, told in the order of
// the tasks: whoever has to mend a folder of images wants to see every bad one.
// Safe to use from many threads.

#ifndef BURIN_VISION_EVERY_ERROR_H_
#define BURIN_VISION_EVERY_ERROR_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "base/faults.h"
#include "base/result.h"

namespace burin {

class EveryError {
 public:
  // Runs fn(), which returns a Result<void>; whether all was well.
  template <typename Fn>
  bool Run(int64_t task, Fn&& fn) {
    try {
      Result<void> result = fn();
      if (result.ok()) return true;
      Add(task, std::move(result).error());
    } catch (const std::bad_alloc&) {
      Add(task, {ErrorCode::kOutOfMemory, "out of memory"});
    }
    return false;
  }

  // The lowest task that has failed so far; kNone without any.
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  int64_t first() const { return first_.load(std::memory_order_relaxed); }

  // Whether a task had kOutOfMemory: not the fault of its image, and no image
  // after it would fare better.
  bool no_memory() const { return no_memory_.load(std::memory_order_relaxed); }

  // After the loop; as Faults reports them. Where memory was short, that alone.
  Result<void> Take() {
    std::stable_sort(
        errors_.begin(), errors_.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    Faults faults;
    for (auto& [task, error] : errors_) {
      const bool memory = error.code == ErrorCode::kOutOfMemory;
      if (no_memory() && !memory) continue;
      faults.Add(std::move(error));
      if (memory) break;
    }
    return std::move(faults).Report();
  }

  // The same after a loop that a signal ended, which had come to `images` of
  // `total`: kInterrupted, with what was found until then.
  Error TakeStopped(int64_t images, int64_t total) {
    const size_t count = errors_.size();
    const Result<void> taken = Take();
    Error out{ErrorCode::kInterrupted,
              StrCat("stopped by a signal after ", images, " of ", total,
                     " images; ", count, " of them cannot be read")};
    if (!taken.ok()) out.message += ": " + taken.error().message;
    return out;
  }

 private:
  void Add(int64_t task, Error error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    first_ = std::min(first(), task);
    if (error.code == ErrorCode::kOutOfMemory) no_memory_ = true;
    errors_.emplace_back(task, std::move(error));
  }

  std::atomic<int64_t> first_{kNone};
  std::atomic<bool> no_memory_{false};
  std::mutex mutex_;  // of what follows
  std::vector<std::pair<int64_t, Error>> errors_;
};

}  // namespace burin

#endif  // BURIN_VISION_EVERY_ERROR_H_
