// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plan's verifier and hash.

#include "plate/plan.h"

#include <xxhash.h>

#include <algorithm>

#include "base/checked_math.h"
#include "ops/codec.h"
#include "ops/infer.h"

namespace burin {
namespace {

Error Bad(const auto&... what) {
  return MakeError(ErrorCode::kBadPlate, what...);
}

Result<void> VerifyEmpty(const TensorType& type) {
  Dims others = type.dims;
  std::ranges::replace(others, int64_t{0}, int64_t{1});
  BURIN_ASSIGN(const int64_t count, CheckedElementCount(others));
  if (count <= kMaxEmpty) return {};
  return Bad(TypeText(type), " is empty, its other dimensions are ", count,
             " in all, at most ", kMaxEmpty);
}

Result<void> VerifyOperand(const Operand& operand, const Plan& plan) {
  BURIN_ASSIGN(const int64_t count, CheckedElementCount(operand.type.dims));
  const uint64_t bytes =
      static_cast<uint64_t>(count) * ElementSize(operand.type.dtype);
  if (operand.section == Section::kAbsent) return {};
  if (count == 0) BURIN_TRY(VerifyEmpty(operand.type));
  const uint64_t size =
      operand.section == Section::kArena ? plan.arena_bytes : plan.weight_bytes;
  const auto end = CheckedAdd(operand.offset, bytes);
  if (!end || *end > size || operand.offset % kAlignment != 0) {
    return Bad("operand of ", bytes, " bytes at ", operand.offset,
               " in a section of ", size);
  }
  return {};
}

// Bytes of the arena that a step reads or writes.
struct Place {
  uint64_t begin = 0;
  uint64_t end = 0;
  bool written = false;
};

void AddPlaces(const std::vector<Operand>& operands, bool written,
               std::vector<Place>& out) {
  for (const Operand& operand : operands) {
    const uint64_t bytes = operand.type.bytes();
    if (operand.section != Section::kArena || bytes == 0) continue;
    out.push_back({operand.offset, operand.offset + bytes, written});
  }
}

// Goes over the places from the first byte on, so that a step of very many
// operands takes no time that grows with their square. The operands were
// verified.
Result<void> VerifyOverlaps(const Step& step) {
  std::vector<Place> places;
  places.reserve(step.inputs.size() + step.outputs.size());
  AddPlaces(step.inputs, /*written=*/false, places);
  AddPlaces(step.outputs, /*written=*/true, places);
  std::ranges::sort(places, {}, &Place::begin);
  uint64_t read_end = 0;
  uint64_t written_end = 0;
  for (const Place& place : places) {
    const bool over_read = place.begin < read_end;
    const bool over_written = place.begin < written_end;
    if (place.written ? over_read : over_written) {
      return Bad("an output over an input");
    }
    if (place.written && over_written) return Bad("two outputs overlap");
    uint64_t& end = place.written ? written_end : read_end;
    end = std::max(end, place.end);
  }
  return {};
}

Result<void> VerifyStep(const Step& step, const Plan& plan,
                        std::span<const std::byte> weights) {
  if (std::holds_alternative<std::monostate>(step.op)) return Bad("no op");
  std::vector<OpInput> known;
  known.reserve(step.inputs.size());
  for (const Operand& in : step.inputs) {
    BURIN_TRY(VerifyOperand(in, plan));
    OpInput input{in.section != Section::kAbsent, in.type, {}};
    if (in.section == Section::kWeights) {
      input.constant = {weights.data() + in.offset, in.type.dtype,
                        in.type.dims};
    }
    known.push_back(std::move(input));
  }
  for (const Operand& out : step.outputs) {
    BURIN_TRY(VerifyOperand(out, plan));
    if (out.section != Section::kArena) {
      return Bad("an output outside the arena");
    }
  }
  BURIN_TRY(VerifyOverlaps(step));
  const auto types = InferTypes(step.op, known, step.outputs.size());
  if (!types.ok()) {
    if (types.error().code == ErrorCode::kUnsupportedOp) return {};
    return Bad(types.error().message);
  }
  for (size_t i = 0; i < types->size(); ++i) {
    if ((*types)[i] != step.outputs[i].type) {
      return Bad("output ", i, " is ", TypeText((*types)[i]), ", ",
                 TypeText(step.outputs[i].type), " stated");
    }
  }
  return {};
}

Result<void> VerifyBlocks(const Port& port, const Plan& plan) {
  if (plan.blocks == 1) return {};
  if (port.operand.type.dims.empty()) {
    return Bad("port '", port.name, "' has no dimension for ", plan.blocks,
               " blocks");
  }
  // Neither number can overflow: an operand lies in a section, and none of its
  // dimensions is 0.
  const TensorType& type = port.operand.type;
  if (type.elements() == 0 ||
      type.bytes() > kMaxSection / static_cast<uint64_t>(plan.blocks)) {
    return Bad("port '", port.name, "': ", plan.blocks, " blocks of ",
               TypeText(type));
  }
  return {};
}

Result<void> VerifyPorts(const std::vector<Port>& ports, const Plan& plan) {
  for (const Port& port : ports) {
    BURIN_TRY(VerifyOperand(port.operand, plan)
                  .Context(StrCat("port '", port.name, "'")));
    if (port.operand.section != Section::kArena) {
      return Bad("port '", port.name, "' outside the arena");
    }
    BURIN_TRY(VerifyBlocks(port, plan));
  }
  return {};
}

class Hasher {
 public:
  Hasher() : state_(XXH3_createState()) { XXH3_64bits_reset(state_); }
  ~Hasher() { XXH3_freeState(state_); }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void Add(const void* data, size_t bytes) {
    XXH3_64bits_update(state_, data, bytes);
  }
  void Add(uint64_t number) { Add(&number, sizeof number); }
  void Add(const Operand& operand) {
    Add(static_cast<uint64_t>(operand.section));
    Add(static_cast<uint64_t>(operand.type.dtype));
    Add(operand.type.dims.size());
    for (const int64_t d : operand.type.dims) Add(static_cast<uint64_t>(d));
  }
  uint64_t Finish() const { return XXH3_64bits_digest(state_); }

 private:
  XXH3_state_t* state_;
};

}  // namespace

TensorType WholeType(const Plan& plan, const Port& port) {
  TensorType out = port.operand.type;
  if (!out.dims.empty() && out.elements() > 0) out.dims[0] *= plan.blocks;
  return out;
}

Result<void> CheckCounts(std::span<const Plan> plans) {
  const auto too_many = [](size_t count, std::string_view items, size_t most) {
    return MakeError(ErrorCode::kTooLarge, count, " ", items, ", at most ",
                     most);
  };
  size_t steps = 0;
  size_t operands = 0;
  for (const Plan& plan : plans) {
    if (plan.metadata.size() > kMaxMetadata) {
      return too_many(plan.metadata.size(), "pairs of metadata", kMaxMetadata);
    }
    steps += plan.steps.size();
    operands += plan.inputs.size() + plan.outputs.size();
    for (const Step& step : plan.steps) {
      operands += step.inputs.size() + step.outputs.size();
    }
  }
  if (steps > kMaxSteps) return too_many(steps, "steps", kMaxSteps);
  if (operands > kMaxOperands) {
    return too_many(operands, "operands", kMaxOperands);
  }
  return {};
}

Result<void> VerifyPlan(const Plan& plan, std::span<const std::byte> weights) {
  if (const auto counts = CheckCounts({&plan, 1}); !counts.ok()) {
    return Bad(counts.error().message);
  }
  if (plan.arena_bytes > kMaxSection || plan.weight_bytes > kMaxSection) {
    return Bad("an arena of ", plan.arena_bytes, " bytes and weights of ",
               plan.weight_bytes, ", at most ", kMaxSection);
  }
  if (weights.size() != plan.weight_bytes) {
    return Bad(weights.size(), " bytes of weights, ", plan.weight_bytes,
               " stated");
  }
  if (plan.inputs.empty() && plan.outputs.empty()) return Bad("no ports");
  if (plan.blocks < 1 || plan.blocks > kMaxBlocks) {
    return Bad(plan.blocks, " blocks, 1 to ", kMaxBlocks, " possible");
  }
  BURIN_TRY(VerifyPorts(plan.inputs, plan));
  BURIN_TRY(VerifyPorts(plan.outputs, plan));
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    Result<void> good = VerifyStep(plan.steps[i], plan, weights);
    if (!good.ok()) {
      return Bad("step ", i, " (", OpName(plan.steps[i].op),
                 "): ", good.error().message);
    }
  }
  return {};
}

uint64_t PlanHash(const Plan& plan) {
  Hasher hash;
  hash.Add(static_cast<uint64_t>(plan.isa));
  hash.Add(static_cast<uint64_t>(plan.blocks));
  for (const auto* ports : {&plan.inputs, &plan.outputs}) {
    hash.Add(ports->size());
    for (const Port& port : *ports) hash.Add(port.operand);
  }
  for (const Step& step : plan.steps) {
    const std::vector<std::byte> op = EncodeOp(step.op);
    hash.Add(op.data(), op.size());
    for (const auto* operands : {&step.inputs, &step.outputs}) {
      hash.Add(operands->size());
      for (const Operand& operand : *operands) hash.Add(operand);
    }
  }
  return hash.Finish();
}

}  // namespace burin
