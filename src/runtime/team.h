// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Threads that compute one block together: they share its steps, its arena and
// the scratch memory, and nothing with other teams but the plate.

#ifndef BURIN_RUNTIME_TEAM_H_
#define BURIN_RUNTIME_TEAM_H_

#include <memory>
#include <optional>
#include <span>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "plate/plate.h"
#include "runtime/executable.h"
#include "runtime/run_recorder.h"
#include "thread/thread_pool.h"

namespace burin {

class Team {
 public:
  // `threads` as for ThreadPool, the caller's among them. Errors: those of
  // Executable::Make, and kOutOfMemory.
  static Result<std::unique_ptr<Team>> Make(std::shared_ptr<const Plate> plate,
                                            int threads);

  int threads() const { return pool_.threads(); }
  const Executable& executable() const { return *executable_; }

  // All steps for block `block` of a batch, between the copies of its part of
  // the inputs and outputs, whose sizes are those of plan.blocks blocks. The
  // recorder may be null.
  Result<void> Run(int64_t block,
                   std::span<const std::span<const std::byte>> in,
                   std::span<const std::span<std::byte>> out,
                   TeamRecorder* recorder) const;

 private:
  explicit Team(int threads) : pool_(threads) {}

  mutable ThreadPool pool_;
  AlignedBuffer arena_;
  std::optional<Executable> executable_;
  ThreadScratch scratch_;
};

// How many teams `threads` threads form for a batch of `blocks` blocks: as many
// as finish first, if a team of t threads is t / (1 + (t - 1) / 16) times as
// fast as one thread.
int TeamCount(int64_t blocks, int threads);

}  // namespace burin

#endif  // BURIN_RUNTIME_TEAM_H_
