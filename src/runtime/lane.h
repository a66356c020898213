// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What one execution of a plate needs for itself: threads, an arena, scratch
// memory, and the steps bound to them. The plate is shared.

#ifndef BURIN_RUNTIME_LANE_H_
#define BURIN_RUNTIME_LANE_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "plate/plate.h"
#include "runtime/executable.h"
#include "runtime/run_recorder.h"
#include "thread/thread_pool.h"

namespace burin {

class Lane {
 public:
  // `threads` as for ThreadPool. Errors: those of Executable::Make, and
  // kOutOfMemory.
  static Result<std::unique_ptr<Lane>> Make(std::shared_ptr<const Plate> plate,
                                            int threads);

  int threads() const { return pool_.threads(); }
  const Executable& executable() const { return *executable_; }

  // All steps, between the copies of inputs and outputs, whose sizes are those
  // of the plan. Without a recorder nothing is timed.
  Result<void> Run(std::span<const std::span<const std::byte>> in,
                   std::span<const std::span<std::byte>> out,
                   RunRecorder* recorder);

 private:
  explicit Lane(int threads) : pool_(threads) {}

  ThreadPool pool_;
  AlignedBuffer arena_;
  std::optional<Executable> executable_;
  ThreadScratch scratch_;
};

// The lanes of a session. A caller has one to itself for as long as it holds
// the Turn; who finds none waits.
class Lanes {
 public:
  class Turn {
   public:
    explicit Turn(Lanes& lanes) : lanes_(lanes), lane_(lanes.Take()) {}
    ~Turn() { lanes_.Give(lane_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Lane* operator->() const { return lane_; }

   private:
    Lanes& lanes_;
    Lane* lane_;
  };

  // Divides `threads` (0: UsableThreads()) among `streams` lanes, or among as
  // many as there are threads.
  Result<void> Open(const std::shared_ptr<const Plate>& plate, int threads,
                    int streams);

  int count() const { return static_cast<int>(lanes_.size()); }
  int threads() const;  // of all lanes together
  const Lane& front() const { return *lanes_.front(); }

 private:
  Lane* Take();
  void Give(Lane* lane);

  std::vector<std::unique_ptr<Lane>> lanes_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Lane*> free_;
};

}  // namespace burin

#endif  // BURIN_RUNTIME_LANE_H_
