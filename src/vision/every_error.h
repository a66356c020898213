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
      const std::lock_guard<std::mutex> lock(mutex_);
      first_ = std::min(first(), task);
      errors_.emplace_back(task, std::move(result).error());
    } catch (const std::bad_alloc&) {
      const std::lock_guard<std::mutex> lock(mutex_);
      first_ = std::min(first(), task);
      no_memory_ = true;
    }
    return false;
  }

  // The lowest task that has failed so far; kNone without any.
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  int64_t first() const { return first_.load(std::memory_order_relaxed); }

  // After the loop; as Faults reports them.
  Result<void> Take() {
    std::stable_sort(
        errors_.begin(), errors_.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    Faults faults;
    if (no_memory_) faults.Add({ErrorCode::kOutOfMemory, "out of memory"});
    for (auto& [task, error] : errors_) faults.Add(std::move(error));
    return std::move(faults).Report();
  }

 private:
  std::atomic<int64_t> first_{kNone};
  std::mutex mutex_;  // of what follows
  bool no_memory_ = false;
  std::vector<std::pair<int64_t, Error>> errors_;
};

}  // namespace burin

#endif  // BURIN_VISION_EVERY_ERROR_H_
