// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps of a plate bound to memory, one by one: what a session runs in
// order, and what comparisons run step by step, looking at the values between.

#ifndef BURIN_RUNTIME_EXECUTABLE_H_
#define BURIN_RUNTIME_EXECUTABLE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "plate/plate.h"
#include "runtime/step.h"

namespace burin {

class Executable {
 public:
  // Binds every step of a verified plate, whose tasks `threads` threads will
  // share. `arena` has plan.arena_bytes bytes, 64-byte aligned, and outlives
  // the executable; several executables of equal layout may share it. Errors:
  // kUnsupportedIsa when the CPU lacks what the plate was compiled for; those
  // of CheckMaxIsa() and Bind().
  static Result<Executable> Make(std::shared_ptr<const Plate> plate,
                                 std::byte* arena, int threads);

  const Plan& plan() const { return plate_->plan; }
  const Plate& plate() const { return *plate_; }
  // Null for an operand that is absent. Weights are not to be written, which a
  // verified plan does not.
  std::byte* Address(const Operand& operand) const;
  bool is_reference(size_t step) const { return steps_[step]->is_reference(); }

  // Scratch memory that each thread must have, the most of any step.
  // kBadPlate beyond 16 GiB.
  Result<size_t> ScratchBytes() const;
  // Errors start with the step's name.
  Result<void> RunStep(size_t step, const RunContext& context) const;

 private:
  std::shared_ptr<const Plate> plate_;
  std::byte* arena_ = nullptr;
  std::vector<std::unique_ptr<BoundStep>> steps_;
};

// The memory that running steps need: `bytes` for each thread, on pages of
// their own.
class ThreadScratch {
 public:
  static Result<ThreadScratch> Allocate(size_t bytes, int threads);
  std::span<std::byte* const> by_thread() const { return by_thread_; }

 private:
  AlignedBuffer memory_;
  std::vector<std::byte*> by_thread_;
};

}  // namespace burin

#endif  // BURIN_RUNTIME_EXECUTABLE_H_
