// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The checks that hold for every op, and the way to the rule of each.

#include "ops/infer.h"

#include <algorithm>

#include "ops/infer_args.h"

namespace burin {
namespace {

Result<void> CheckType(const TensorType& type, std::string_view what,
                       size_t i) {
  if (!DTypeFromNumber(static_cast<int64_t>(type.dtype))) {
    return Mismatch(what, " ", i, " has the unknown element type ",
                    static_cast<int>(type.dtype));
  }
  if (type.dims.size() > kMaxRank) {
    return MakeError(ErrorCode::kTooLarge, what, " ", i, " has rank ",
                     type.dims.size(), ", ", kMaxRank, " at most");
  }
  BURIN_TRY(CheckedElementCount(type.dims).Context(StrCat(what, " ", i)));
  return {};
}

Result<void> CheckInput(const OpInput& input, size_t i) {
  if (!input.present) return {};
  BURIN_TRY(CheckType(input.type, "input", i));
  if (!input.constant) return {};
  const ConstTensorView& value = *input.constant;
  if (value.dtype != input.type.dtype ||
      !std::ranges::equal(value.dims, input.type.dims)) {
    return Mismatch("input ", i, " is a constant of another type than stated");
  }
  return {};
}

Result<Types> Infer(const std::monostate&, const InferArgs&) {
  return MakeError(ErrorCode::kUnsupportedOp, "no op");
}

Result<Types> CheckAndInfer(const Op& op, std::span<const OpInput> inputs,
                            size_t outputs) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    BURIN_TRY(CheckInput(inputs[i], i));
  }
  const InferArgs args(inputs, outputs);
  BURIN_ASSIGN(
      Types types,
      std::visit([&](const auto& each) { return Infer(each, args); }, op));
  BURIN_CHECK(types.size() == outputs);
  for (size_t i = 0; i < types.size(); ++i) {
    BURIN_TRY(CheckType(types[i], "output", i));
  }
  return types;
}

}  // namespace

Result<std::vector<TensorType>> InferTypes(const Op& op,
                                           std::span<const OpInput> inputs,
                                           size_t outputs) {
  return CheckAndInfer(op, inputs, outputs).Context(OpName(op));
}

}  // namespace burin
