// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// In which precision a plate's products are to be multiplied, and which steps
// are left out of it.

#ifndef BURIN_PASSES_PRECISION_POLICY_H_
#define BURIN_PASSES_PRECISION_POLICY_H_

#include <string>
#include <string_view>
#include <vector>

#include "ops/ops.h"

namespace burin {

// What a user names: source nodes, each standing for every step that it is a
// part of, and kinds of steps (IsKind). Both sorted.
struct StepNames {
  std::vector<std::string> nodes;
  std::vector<std::string> kinds;
};

struct PrecisionPolicy {
  Precision precision = Precision::kFloat32;
  StepNames keep;       // multiply in float32
  StepNames keep_bf16;  // multiply in bf16 where the precision is kInt8
};

// The operator types that a step goes by: its own op's ("FusedMlp"), and those
// that were fused into it and left no node of that type in the source model
// ("Gelu", "LayerNorm", "GroupNorm" and their spellings).
std::vector<std::string_view> KindsOf(const Op& op);
bool IsKind(const Op& op, std::string_view type);

// Every name but the ops' own that KindsOf can give.
std::vector<std::string_view> FusedKinds();

}  // namespace burin

#endif  // BURIN_PASSES_PRECISION_POLICY_H_
