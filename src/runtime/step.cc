// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From an op to a bound step: the op's fast binding if it has one and the
// operands are float32, else the reference op.

#include "runtime/step.h"

#include <algorithm>

#include "ops/evaluate.h"
#include "runtime/steps/bind.h"

namespace burin {
namespace {

class ReferenceStep final : public BoundStep {
 public:
  ReferenceStep(const Op& op, const StepOperands& at)
      : op_(op),
        inputs_(at.inputs.begin(), at.inputs.end()),
        outputs_(at.outputs.begin(), at.outputs.end()) {}
  Result<void> Run(const RunContext&) const override {
    return Evaluate(op_, inputs_, outputs_);
  }
  bool is_reference() const override { return true; }

 private:
  Op op_;
  std::vector<ConstTensorView> inputs_;
  std::vector<TensorView> outputs_;
};

// Kernels count tasks by what they read and by windows, too, of which there may
// be many without a single element to write; a reference op then does nothing.
bool Writes(const StepOperands& at) {
  return std::any_of(at.outputs.begin(), at.outputs.end(),
                     [](const auto& v) { return v.elements() > 0; });
}

bool IsFloat32(const auto& view) { return view.dtype == DType::kFloat32; }

// Only the operands that kernels read: shapes and axes, which are int64, are
// given to the op but not to the kernel.
bool KernelsRead(const Op& op, const StepOperands& at) {
  if (!std::all_of(at.outputs.begin(), at.outputs.end(),
                   [](const auto& v) { return IsFloat32(v); })) {
    return false;
  }
  const bool first_only = std::holds_alternative<Reshape>(op) ||
                          std::holds_alternative<Squeeze>(op) ||
                          std::holds_alternative<Unsqueeze>(op);
  // Weights that are packed in a reduced precision are int32 words; type
  // inference allows no other integers in these ops.
  const bool words = std::holds_alternative<FusedLinear>(op) ||
                     std::holds_alternative<FusedMlp>(op);
  const size_t count = first_only ? 1 : at.inputs.size();
  return std::all_of(at.inputs.begin(),
                     at.inputs.begin() + static_cast<ptrdiff_t>(count),
                     [&](const auto& v) {
                       return !v.present || IsFloat32(v) ||
                              (words && v.dtype == DType::kInt32);
                     });
}

template <typename T>
concept HasFastBinding = requires(const T& op, const StepOperands& at,
                                  const BindTarget& target) {
  BindFast(op, at, target);
};

}  // namespace

Result<std::unique_ptr<BoundStep>> Bind(const Op& op, const StepOperands& at,
                                        const BindTarget& target) {
  if (!at.inputs.empty() && Writes(at) && KernelsRead(op, at)) {
    BURIN_ASSIGN(BoundStepPtr fast,
                 std::visit(
                     [&]<typename T>(const T& body) -> Result<BoundStepPtr> {
                       if constexpr (HasFastBinding<T>) {
                         return BindFast(body, at, target);
                       } else {
                         return BoundStepPtr();
                       }
                     },
                     op));
    if (fast != nullptr) return fast;
  }
  return BoundStepPtr(std::make_unique<ReferenceStep>(op, at));
}

}  // namespace burin
