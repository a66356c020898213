// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See executable.h.

#include "runtime/executable.h"

#include <algorithm>

#include "kernels/isa.h"
#include "kernels/kernel_table.h"
#include "kernels/max_isa.h"

namespace burin {

Result<Executable> Executable::Make(std::shared_ptr<const Plate> plate,
                                    std::byte* arena, int threads) {
  BURIN_TRY(CheckMaxIsa());
  const Isa isa = plate->plan.isa;
  if (isa > DetectIsa()) {
    return MakeError(ErrorCode::kUnsupportedIsa, "compiled for ", IsaName(isa),
                     ", this CPU runs ", IsaName(DetectIsa()),
                     " at most; compile again with --target ",
                     IsaName(DetectIsa()));
  }
  Executable out;
  out.plate_ = std::move(plate);
  out.arena_ = arena;
  const BindTarget target{KernelsFor(isa), threads};
  for (const Step& step : out.plan().steps) {
    std::vector<ConstTensorView> in;
    for (const Operand& operand : step.inputs) {
      in.push_back({out.Address(operand), operand.type.dtype, operand.type.dims,
                    operand.section != Section::kAbsent});
    }
    std::vector<TensorView> results;
    for (const Operand& operand : step.outputs) {
      results.push_back(
          {out.Address(operand), operand.type.dtype, operand.type.dims});
    }
    BURIN_ASSIGN(auto bound, Bind(step.op, {in, results}, target)
                                 .Context(StrCat("step '", step.name, "'")));
    out.steps_.push_back(std::move(bound));
  }
  return out;
}

std::byte* Executable::Address(const Operand& operand) const {
  switch (operand.section) {
    case Section::kArena:
      return arena_ + operand.offset;
    case Section::kWeights:
      return const_cast<std::byte*>(plate_->weights().data()) + operand.offset;
    case Section::kAbsent:
      break;
  }
  return nullptr;
}

Result<size_t> Executable::ScratchBytes() const {
  size_t most = 0;
  for (const auto& step : steps_) most = std::max(most, step->scratch_bytes());
  constexpr size_t kMostScratch = size_t{1} << 34;
  if (most > kMostScratch) {
    return MakeError(ErrorCode::kBadPlate, "a step wants ", most,
                     " bytes of scratch memory");
  }
  return most;
}

Result<void> Executable::RunStep(size_t step, const RunContext& context) const {
  Result<void> done = steps_[step]->Run(context);
  if (done.ok()) return done;
  return std::move(done).Context(
      StrCat("step '", plan().steps[step].name, "'"));
}

Result<ThreadScratch> ThreadScratch::Allocate(size_t bytes, int threads) {
  // A page between threads keeps the prefetchers of neighbours apart.
  constexpr size_t kPage = 4096;
  const size_t each = (bytes + kPage - 1) / kPage * kPage + kPage;
  const auto count = static_cast<size_t>(threads);
  ThreadScratch out;
  BURIN_ASSIGN(out.memory_, AlignedBuffer::Allocate(each * count));
  for (size_t i = 0; i < count; ++i) {
    out.by_thread_.push_back(out.memory_.data() + i * each);
  }
  return out;
}

}  // namespace burin
