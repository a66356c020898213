// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See gears.h.

#include "plate/gears.h"

#include <algorithm>

#include "plate/plate.h"

namespace burin {
namespace {

// The least that a plan takes: a tier, two sizes, the blocks, four counts.
constexpr size_t kLeastPlanBytes = 1 + 8 + 8 + 8 + 4 * 4;

void PutU32(size_t value, std::vector<std::byte>& out) {
  for (size_t i = 0; i < 4; ++i) {
    out.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
}

bool SameBeyondBatch(const Port& a, const Port& b) {
  const Dims& x = a.operand.type.dims;
  const Dims& y = b.operand.type.dims;
  return a.name == b.name && a.operand.type.dtype == b.operand.type.dtype &&
         x.size() == y.size() &&
         std::equal(x.begin() + !x.empty(), x.end(), y.begin() + !y.empty());
}

bool SamePorts(const std::vector<Port>& a, const std::vector<Port>& b) {
  return std::ranges::equal(a, b, SameBeyondBatch);
}

}  // namespace

int64_t BatchOf(const Plan& plan) {
  const bool has =
      !plan.inputs.empty() && !plan.inputs[0].operand.type.dims.empty();
  return has ? WholeType(plan, plan.inputs[0]).dims[0] : 1;
}

std::string BatchesText(std::span<const int64_t> batches) {
  std::string out;
  for (const int64_t batch : batches) {
    out += StrCat(out.empty() ? "" : ", ", batch);
  }
  return out;
}

std::vector<std::byte> EncodeGears(std::span<const Plan> gears) {
  std::vector<std::byte> out;
  PutU32(gears.size(), out);
  for (const Plan& plan : gears) {
    const std::vector<std::byte> bytes = EncodePlan(plan);
    PutU32(bytes.size(), out);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  return out;
}

Result<std::vector<Plan>> DecodeGears(ByteSpan bytes) {
  ByteCursor in(bytes, ErrorCode::kBadPlate);
  BURIN_ASSIGN(const uint32_t count, in.U32());
  if (count < 2 || count > kMaxGears ||
      count > in.remaining() / (4 + kLeastPlanBytes)) {
    return in.Fail(StrCat(count, " gears"));
  }
  PlanBudget budget;
  std::vector<Plan> out;
  out.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    BURIN_ASSIGN(const uint32_t size, in.U32());
    BURIN_ASSIGN(const ByteSpan plan, in.Bytes(size));
    BURIN_ASSIGN(Plan decoded,
                 DecodePlan(plan, budget).Context(StrCat("gear ", i)));
    out.push_back(std::move(decoded));
  }
  if (!in.AtEnd()) return in.Fail("trailing bytes after the gears");
  return out;
}

Result<void> VerifyGears(std::span<const Plan> gears,
                         std::span<const std::byte> weights) {
  if (gears.size() < 2 || gears.size() > kMaxGears) {
    return MakeError(ErrorCode::kBadPlate, gears.size(), " gears, 2 to ",
                     kMaxGears, " possible");
  }
  if (const auto counts = CheckCounts(gears); !counts.ok()) {
    return MakeError(ErrorCode::kBadPlate, counts.error().message);
  }
  for (size_t i = 0; i < gears.size(); ++i) {
    const Plan& plan = gears[i];
    BURIN_TRY(VerifyPlan(plan, weights).Context(StrCat("gear ", i)));
    if (i == 0) continue;
    const Plan& last = gears[i - 1];
    if (BatchOf(plan) <= BatchOf(last)) {
      return MakeError(ErrorCode::kBadPlate, "gear ", i, ": batch ",
                       BatchOf(plan), " after ", BatchOf(last));
    }
    if (plan.isa != last.isa || !SamePorts(plan.inputs, last.inputs) ||
        !SamePorts(plan.outputs, last.outputs)) {
      return MakeError(ErrorCode::kBadPlate, "gear ", i,
                       ": of another network than the one before");
    }
  }
  return {};
}

}  // namespace burin
