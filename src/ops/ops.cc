// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Names of the ops, both ways.

#include "ops/ops.h"

namespace burin {

std::string_view OpName(const Op& op) {
  static constexpr std::string_view kNames[] = {
      "",
#define BURIN_OP(Name) #Name,
#include "ops/ops.def"
  };
  return kNames[op.index()];
}

Op OpByName(std::string_view name) {
#define BURIN_OP(Name) \
  if (name == #Name) return Name{};
#include "ops/ops.def"
  return {};
}

}  // namespace burin
