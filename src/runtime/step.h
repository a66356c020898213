// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A step bound to memory and kernels: everything that can be decided before
// the run is decided in Bind(), so that Run() only calls kernels.

#ifndef BURIN_RUNTIME_STEP_H_
#define BURIN_RUNTIME_STEP_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "kernels/kernel_table.h"
#include "ops/ops.h"
#include "runtime/run_recorder.h"
#include "tensor/tensor.h"
#include "thread/thread_pool.h"

namespace burin {

// What a running step may use: the threads, and for each of them the scratch
// memory that the step booked, on a 64-byte boundary.
struct RunContext {
  ThreadPool& pool;
  std::span<std::byte* const> scratch;  // by thread
  TeamRecorder* recorder = nullptr;     // null: nothing is timed

  // The pool's loop of fn(task, thread), each task timed if there is a
  // recorder. Every loop of a step goes through here.
  template <typename Fn>
  void ParallelFor(int64_t tasks, Fn&& fn) const {
    if (recorder == nullptr) {
      pool.ParallelFor(tasks, fn);
      return;
    }
    recorder->StartLoop();
    pool.ParallelFor(tasks, [&](int64_t task, int thread) {
      recorder->Time(task, thread, [&] { fn(task, thread); });
    });
  }
};

class BoundStep {
 public:
  virtual ~BoundStep() = default;
  // Errors come only from reference ops (kBadValue, kShapeMismatch,
  // kOutOfMemory).
  virtual Result<void> Run(const RunContext& context) const = 0;
  // Bytes of scratch memory that each thread needs.
  virtual size_t scratch_bytes() const { return 0; }
  virtual bool is_reference() const { return false; }
};

// The operands of a step as views; inputs that are absent say so.
struct StepOperands {
  std::span<const ConstTensorView> inputs;
  std::span<const TensorView> outputs;

  const ConstTensorView& in(size_t i) const { return inputs[i]; }
  bool has(size_t i) const { return i < inputs.size() && inputs[i].present; }
  const float* floats(size_t i) const {
    return reinterpret_cast<const float*>(inputs[i].data);
  }
  // Null for an input that is absent.
  const float* floats_or_null(size_t i) const {
    return has(i) ? floats(i) : nullptr;
  }
  float* out_floats() const {
    return reinterpret_cast<float*>(outputs[0].data);
  }
};

// What steps are bound to.
struct BindTarget {
  const KernelTable& kernels;
  int threads = 1;  // that will share each step's tasks
};

// Binds an op of a verified plan: to its kernel where there is one for these
// shapes and types, else to the reference op. kBadPlate for a tile that the
// tier's kernels cannot run. The views' memory and dimensions must outlive the
// step.
Result<std::unique_ptr<BoundStep>> Bind(const Op& op,
                                        const StepOperands& operands,
                                        const BindTarget& target);

}  // namespace burin

#endif  // BURIN_RUNTIME_STEP_H_
