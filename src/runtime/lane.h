// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What one execution of a plate needs for itself: teams that take the blocks of
// the batch, each with threads, memory and steps of its own. The plate is
// shared.

#ifndef BURIN_RUNTIME_LANE_H_
#define BURIN_RUNTIME_LANE_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/result.h"
#include "plate/plate.h"
#include "runtime/run_recorder.h"
#include "runtime/team.h"
#include "thread/thread_pool.h"

namespace burin {

class Lane {
 public:
  // `threads` is at least 1; TeamCount() of them lead a team. Errors: those of
  // Team::Make.
  static Result<std::unique_ptr<Lane>> Make(std::shared_ptr<const Plate> plate,
                                            int threads);

  int threads() const;  // of all teams
  std::vector<int> team_threads() const;
  size_t arena_bytes() const;
  // The team of the caller's thread.
  const Team& front() const { return *teams_.front(); }

  // All blocks; sizes are those of the whole batch. The recorder, which may be
  // null, is for teams of team_threads() threads.
  Result<void> Run(std::span<const std::span<const std::byte>> in,
                   std::span<const std::span<std::byte>> out,
                   RunRecorder* recorder);

 private:
  explicit Lane(int leaders) : leaders_(leaders) {}

  ThreadPool leaders_;  // one thread of each team
  std::vector<std::unique_ptr<Team>> teams_;
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
  int threads() const;         // of all lanes together
  size_t arena_bytes() const;  // of the lane that has most

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
