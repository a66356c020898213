// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Plates run step by step over one arena. The variants are plates of one
// network that lie in memory alike and differ in how their steps compute, so
// that each step may be run in another variant than the one before.

#ifndef BURIN_COMPARE_STEP_RUNNER_H_
#define BURIN_COMPARE_STEP_RUNNER_H_

#include <memory>
#include <span>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "plate/plate.h"
#include "runtime/executable.h"
#include "thread/thread_pool.h"

namespace burin {

// Whether the steps of both put equal types into equal places of the arena, so
// that either one's step i may stand in for the other's.
bool SameLayout(const Plan& a, const Plan& b);

// kFloat32 for a step that has no choice.
Precision PrecisionOf(const Step& step);

class StepRunner {
 public:
  // `variants` are verified. `threads`: as SessionOptions. kInternal when the
  // layouts differ; errors of Executable::Make.
  static Result<StepRunner> Make(std::vector<Plate> variants, int threads = 0);

  const Plan& plan(size_t variant = 0) const {
    return executables_[variant].plan();
  }
  size_t steps() const { return plan().steps.size(); }
  size_t variants() const { return executables_.size(); }
  int64_t batch() const;

  // Copies a batch of inputs, of exactly the plan's types, into the arena.
  void SetInputs(std::span<const std::span<const std::byte>> inputs);
  Result<void> RunStep(size_t step, size_t variant = 0);
  // Steps [from, steps()): step i in variant choice[i], or all in variant 0
  // when `choice` is empty.
  Result<void> RunFrom(size_t from, std::span<const size_t> choice = {});

  std::span<std::byte> Bytes(const Operand& operand);
  // Of a float32 operand.
  std::span<float> Floats(const Operand& operand);
  std::span<std::byte> arena() { return arena_.span(); }

 private:
  AlignedBuffer arena_;
  std::vector<Executable> executables_;
  std::unique_ptr<ThreadPool> pool_;
  ThreadScratch scratch_;
};

}  // namespace burin

#endif  // BURIN_COMPARE_STEP_RUNNER_H_
