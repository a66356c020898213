// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plan's bytes: counts, then items, one function a record for each way.
// No library: the ops have their codec already, and ByteCursor is the one door
// for bytes.

#include "ops/codec.h"

#include "base/byte_cursor.h"
#include "plate/plate.h"

namespace burin {
namespace {

constexpr uint32_t kMaxRank = 32;
constexpr uint32_t kMaxName = 1 << 16;

// What kMaxSteps and kMaxOperands promise; the smallest block of memory, which
// a short list of dimensions takes, has 32 bytes.
static_assert(kMaxSteps * sizeof(Step) + kMaxOperands * (sizeof(Port) + 32) <=
              size_t{64} << 20);

class Writer {
 public:
  std::vector<std::byte> bytes;

  void U(uint64_t v, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      bytes.push_back(static_cast<std::byte>(v >> (8 * i)));
    }
  }
  void Blob(ByteSpan blob) {
    U(blob.size(), 4);
    bytes.insert(bytes.end(), blob.begin(), blob.end());
  }
  void Text(std::string_view text) { Blob(AsBytes(text.substr(0, kMaxName))); }
  void Put(const Operand& operand) {
    U(static_cast<uint8_t>(operand.section), 1);
    U(static_cast<uint8_t>(operand.type.dtype), 1);
    U(operand.type.dims.size(), 4);
    for (const int64_t d : operand.type.dims) U(static_cast<uint64_t>(d), 8);
    U(operand.offset, 8);
  }
  void Put(const std::vector<Operand>& operands) {
    U(operands.size(), 4);
    for (const Operand& operand : operands) Put(operand);
  }
  void Put(const std::vector<Port>& ports) {
    U(ports.size(), 4);
    for (const Port& port : ports) {
      Text(port.name);
      Put(port.operand);
    }
  }
};

// A count of items of at least `item_bytes` each.
Result<uint32_t> ReadCount(ByteCursor& in, size_t item_bytes) {
  BURIN_ASSIGN(const uint32_t count, in.U32());
  if (count > in.remaining() / item_bytes) {
    return in.Fail(StrCat(count, " items do not fit"));
  }
  return count;
}

// The same, taken from a budget of such items.
Result<uint32_t> TakeCount(ByteCursor& in, size_t item_bytes,
                           std::string_view items, size_t& budget) {
  BURIN_ASSIGN(const uint32_t count, ReadCount(in, item_bytes));
  if (count > budget) {
    return in.Fail(StrCat(count, " ", items, ", at most ", budget));
  }
  budget -= count;
  return count;
}

Result<std::string> ReadText(ByteCursor& in) {
  BURIN_ASSIGN(const uint32_t size, ReadCount(in, 1));
  if (size > kMaxName) return in.Fail("name too long");
  BURIN_ASSIGN(const std::string_view text, in.String(size));
  return std::string(text);
}

Result<Operand> ReadOperand(ByteCursor& in) {
  Operand out;
  BURIN_ASSIGN(const uint8_t section, in.U8());
  if (section > static_cast<uint8_t>(Section::kWeights)) {
    return in.Fail("unknown section");
  }
  out.section = static_cast<Section>(section);
  BURIN_ASSIGN(const uint8_t dtype, in.U8());
  const auto known = DTypeFromNumber(dtype);
  if (!known) return in.Fail("unknown element type");
  out.type.dtype = *known;
  BURIN_ASSIGN(const uint32_t rank, ReadCount(in, 8));
  if (rank > kMaxRank) return in.Fail("rank too high");
  out.type.dims.reserve(rank);
  for (uint32_t i = 0; i < rank; ++i) {
    BURIN_ASSIGN(const uint64_t dim, in.U64());
    out.type.dims.push_back(static_cast<int64_t>(dim));
  }
  BURIN_ASSIGN(out.offset, in.U64());
  const auto elements = CheckedElementCount(out.type.dims);
  if (!elements.ok()) return in.Fail(elements.error().message);
  return out;
}

constexpr size_t kOperandBytes = 1 + 1 + 4 + 8;

Result<std::vector<Operand>> ReadOperands(ByteCursor& in, PlanBudget& budget) {
  BURIN_ASSIGN(const uint32_t count,
               TakeCount(in, kOperandBytes, "operands", budget.operands));
  std::vector<Operand> out;
  out.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    BURIN_ASSIGN(Operand operand, ReadOperand(in));
    out.push_back(std::move(operand));
  }
  return out;
}

Result<std::vector<Port>> ReadPorts(ByteCursor& in, PlanBudget& budget) {
  BURIN_ASSIGN(const uint32_t count,
               TakeCount(in, 4 + kOperandBytes, "ports", budget.operands));
  std::vector<Port> out;
  out.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    Port port;
    BURIN_ASSIGN(port.name, ReadText(in));
    BURIN_ASSIGN(port.operand, ReadOperand(in));
    out.push_back(std::move(port));
  }
  return out;
}

Result<Step> ReadStep(ByteCursor& in, PlanBudget& budget) {
  Step out;
  BURIN_ASSIGN(const uint32_t size, ReadCount(in, 1));
  BURIN_ASSIGN(const ByteSpan op, in.Bytes(size));
  BURIN_ASSIGN(out.op, DecodeOp(op));
  BURIN_ASSIGN(out.name, ReadText(in));
  BURIN_ASSIGN(out.inputs, ReadOperands(in, budget));
  BURIN_ASSIGN(out.outputs, ReadOperands(in, budget));
  return out;
}

Result<void> ReadMetadata(ByteCursor& in, Plan& plan) {
  size_t most = kMaxMetadata;
  BURIN_ASSIGN(const uint32_t count,
               TakeCount(in, 8, "pairs of metadata", most));
  plan.metadata.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    BURIN_ASSIGN(std::string key, ReadText(in));
    BURIN_ASSIGN(std::string value, ReadText(in));
    plan.metadata.emplace_back(std::move(key), std::move(value));
  }
  return {};
}

Result<void> ReadSteps(ByteCursor& in, PlanBudget& budget, Plan& plan) {
  BURIN_ASSIGN(const uint32_t count, TakeCount(in, 16, "steps", budget.steps));
  plan.steps.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    BURIN_ASSIGN(Step step, ReadStep(in, budget));
    plan.steps.push_back(std::move(step));
  }
  return {};
}

}  // namespace

std::vector<std::byte> EncodePlan(const Plan& plan) {
  Writer out;
  out.U(static_cast<uint8_t>(plan.isa), 1);
  out.U(plan.arena_bytes, 8);
  out.U(plan.weight_bytes, 8);
  out.U(static_cast<uint64_t>(plan.blocks), 8);
  out.Put(plan.inputs);
  out.Put(plan.outputs);
  out.U(plan.metadata.size(), 4);
  for (const auto& [key, value] : plan.metadata) {
    out.Text(key);
    out.Text(value);
  }
  out.U(plan.steps.size(), 4);
  for (const Step& step : plan.steps) {
    out.Blob(EncodeOp(step.op));
    out.Text(step.name);
    out.Put(step.inputs);
    out.Put(step.outputs);
  }
  return std::move(out.bytes);
}

Result<Plan> DecodePlan(ByteSpan bytes) {
  PlanBudget budget;
  return DecodePlan(bytes, budget);
}

Result<Plan> DecodePlan(ByteSpan bytes, PlanBudget& budget) {
  ByteCursor in(bytes, ErrorCode::kBadPlate);
  Plan plan;
  BURIN_ASSIGN(const uint8_t isa, in.U8());
  if (isa > static_cast<uint8_t>(Isa::kAvx512Bf16)) {
    return in.Fail("unknown instruction tier");
  }
  plan.isa = static_cast<Isa>(isa);
  BURIN_ASSIGN(plan.arena_bytes, in.U64());
  BURIN_ASSIGN(plan.weight_bytes, in.U64());
  BURIN_ASSIGN(const uint64_t blocks, in.U64());
  plan.blocks = static_cast<int64_t>(blocks);
  BURIN_ASSIGN(plan.inputs, ReadPorts(in, budget));
  BURIN_ASSIGN(plan.outputs, ReadPorts(in, budget));
  BURIN_TRY(ReadMetadata(in, plan));
  BURIN_TRY(ReadSteps(in, budget, plan));
  if (!in.AtEnd()) return in.Fail("trailing bytes after the plan");
  return plan;
}

}  // namespace burin
