// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Names of the ops, both ways, and of what they share.

#include "ops/ops.h"

#include <utility>

#include "base/checked_math.h"

namespace burin {

std::string_view OpName(const Op& op) {
  static constexpr std::string_view kNames[] = {
      "",
#define BURIN_OP(Name) #Name,
#include "ops/ops.def"
  };
  return kNames[op.index()];
}

std::string_view PrecisionName(Precision precision) {
  static constexpr std::string_view kNames[] = {"fp32", "bf16", "int8"};
  return kNames[static_cast<int>(precision)];
}

Op OpByName(std::string_view name) {
#define BURIN_OP(Name) \
  if (name == #Name) return Name{};
#include "ops/ops.def"
  return {};
}

const Precision* PrecisionField(const Op& op) {
  if (const auto* linear = std::get_if<FusedLinear>(&op)) {
    return &linear->precision;
  }
  if (const auto* mlp = std::get_if<FusedMlp>(&op)) return &mlp->precision;
  if (const auto* attention = std::get_if<Attention>(&op)) {
    return &attention->precision;
  }
  return nullptr;
}

Precision* PrecisionField(Op& op) {
  return const_cast<Precision*>(PrecisionField(std::as_const(op)));
}

}  // namespace burin
