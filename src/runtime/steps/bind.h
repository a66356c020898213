// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The fast bindings: one overload an op. Each returns null when its kernel does
// not take these shapes or types; Bind() then falls back to the reference op.
// All take float32 operands only, which Bind() has checked.

#ifndef BURIN_RUNTIME_STEPS_BIND_H_
#define BURIN_RUNTIME_STEPS_BIND_H_

#include <memory>

#include "runtime/step.h"

namespace burin {

using BoundStepPtr = std::unique_ptr<BoundStep>;

#define BURIN_FAST(Name)                                                \
  Result<BoundStepPtr> BindFast(const Name& op, const StepOperands& at, \
                                const BindTarget& target);

// products.cc
BURIN_FAST(FusedLinear)
BURIN_FAST(FusedMlp)
BURIN_FAST(MatMul)
BURIN_FAST(TokenMix)
BURIN_FAST(DepthwiseConv)
BURIN_FAST(Attention)
BURIN_FAST(Performer)
// rows.cc
BURIN_FAST(LayerNormalization)
BURIN_FAST(GroupNormalization)
BURIN_FAST(GroupStats)
BURIN_FAST(Shift)
BURIN_FAST(Unfold)
BURIN_FAST(Concat)
BURIN_FAST(Softmax)
BURIN_FAST(GlobalAveragePool)
BURIN_FAST(Transpose)
// elementwise.cc
BURIN_FAST(Add)
BURIN_FAST(Sub)
BURIN_FAST(Mul)
BURIN_FAST(Div)
BURIN_FAST(Gelu)
BURIN_FAST(Relu)
BURIN_FAST(Exp)
BURIN_FAST(Sqrt)
BURIN_FAST(Identity)
BURIN_FAST(Reshape)
BURIN_FAST(Flatten)
BURIN_FAST(Squeeze)
BURIN_FAST(Unsqueeze)

#undef BURIN_FAST

// A step of one loop: Args, its kernel, and how to count tasks and scratch.
template <typename Args, typename Fn>
class LoopStep final : public BoundStep {
 public:
  LoopStep(const Args& args, Fn run, int64_t tasks, size_t scratch)
      : args_(args), run_(run), tasks_(tasks), scratch_(scratch) {}
  size_t scratch_bytes() const override { return scratch_; }
  Result<void> Run(const RunContext& context) const override {
    context.ParallelFor(tasks_, [&](int64_t task, int thread) {
      run_(args_, task, context.scratch[static_cast<size_t>(thread)]);
    });
    return {};
  }

 private:
  Args args_;
  Fn run_;
  int64_t tasks_;
  size_t scratch_;
};
template <typename Args, typename Fn>
BoundStepPtr MakeLoopStep(const Args& args, Fn run, int64_t tasks,
                          size_t scratch) {
  return std::make_unique<LoopStep<Args, Fn>>(args, run, tasks, scratch);
}
// For kernels without scratch memory.
template <typename Args>
BoundStepPtr MakeLoopStep(const Args& args,
                          void (*run)(const Args&, int64_t) noexcept,
                          int64_t tasks) {
  const auto with_scratch = [run](const Args& a, int64_t task, void*) {
    run(a, task);
  };
  return MakeLoopStep(args, with_scratch, tasks, 0);
}

}  // namespace burin

#endif  // BURIN_RUNTIME_STEPS_BIND_H_
