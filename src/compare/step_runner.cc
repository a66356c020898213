// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See step_runner.h.

#include "compare/step_runner.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "passes/precision_policy.h"

namespace burin {
namespace {

std::vector<Operand> ArenaInputs(const Step& step) {
  std::vector<Operand> out;
  for (const Operand& operand : step.inputs) {
    if (operand.section == Section::kArena) out.push_back(operand);
  }
  return out;
}

}  // namespace

bool SameLayout(const Plan& a, const Plan& b) {
  if (a.arena_bytes != b.arena_bytes || a.inputs != b.inputs ||
      a.outputs != b.outputs || a.steps.size() != b.steps.size()) {
    return false;
  }
  for (size_t i = 0; i < a.steps.size(); ++i) {
    if (a.steps[i].outputs != b.steps[i].outputs ||
        a.steps[i].op.index() != b.steps[i].op.index() ||
        ArenaInputs(a.steps[i]) != ArenaInputs(b.steps[i])) {
      return false;
    }
  }
  return true;
}

Precision PrecisionOf(const Step& step) {
  const Precision* precision = PrecisionField(step.op);
  return precision == nullptr ? Precision::kFloat32 : *precision;
}

Result<StepRunner> StepRunner::Make(std::vector<Plate> variants, int threads) {
  BURIN_CHECK(!variants.empty());
  for (const Plate& plate : variants) {
    if (!SameLayout(variants[0].plan, plate.plan)) {
      return MakeError(ErrorCode::kInternal,
                       "plates of one network differ in their steps");
    }
  }
  StepRunner out;
  out.pool_ = std::make_unique<ThreadPool>(threads);
  BURIN_ASSIGN(out.arena_,
               AlignedBuffer::Allocate(variants[0].plan.arena_bytes));
  size_t most = 0;
  for (Plate& plate : variants) {
    BURIN_ASSIGN(Executable executable,
                 Executable::Make(std::make_shared<Plate>(std::move(plate)),
                                  out.arena_.data(), out.pool_->threads()));
    BURIN_ASSIGN(const size_t scratch, executable.ScratchBytes());
    most = std::max(most, scratch);
    out.executables_.push_back(std::move(executable));
  }
  BURIN_ASSIGN(out.scratch_,
               ThreadScratch::Allocate(most, out.pool_->threads()));
  return out;
}

int64_t StepRunner::batch() const {
  const bool has =
      !plan().inputs.empty() && !plan().inputs[0].operand.type.dims.empty();
  return has ? plan().inputs[0].operand.type.dims[0] : 1;
}

void StepRunner::SetInputs(std::span<const std::span<const std::byte>> inputs) {
  BURIN_CHECK(inputs.size() == plan().inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const std::span<std::byte> to = Bytes(plan().inputs[i].operand);
    BURIN_CHECK(to.size() == inputs[i].size());
    if (!to.empty()) std::memcpy(to.data(), inputs[i].data(), to.size());
  }
}

Result<void> StepRunner::RunStep(size_t step, size_t variant) {
  const RunContext context{*pool_, scratch_.by_thread()};
  return executables_[variant].RunStep(step, context);
}

Result<void> StepRunner::RunFrom(size_t from, std::span<const size_t> choice) {
  for (size_t i = from; i < steps(); ++i) {
    BURIN_TRY(RunStep(i, choice.empty() ? 0 : choice[i]));
  }
  return {};
}

std::span<std::byte> StepRunner::Bytes(const Operand& operand) {
  return {executables_[0].Address(operand), operand.type.bytes()};
}

std::span<float> StepRunner::Floats(const Operand& operand) {
  BURIN_CHECK(operand.type.dtype == DType::kFloat32);
  return {reinterpret_cast<float*>(executables_[0].Address(operand)),
          static_cast<size_t>(operand.type.elements())};
}

}  // namespace burin
