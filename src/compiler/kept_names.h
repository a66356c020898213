// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The entries of a keep_dtype list against a model: which nodes they name, and
// which name nothing.

#ifndef BURIN_COMPILER_KEPT_NAMES_H_
#define BURIN_COMPILER_KEPT_NAMES_H_

#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "onnx/source_nodes.h"
#include "passes/precision_policy.h"

namespace burin {

// An entry is a node's name, the name of a tensor (for the node that makes it)
// or "OpType::X" with an ONNX operator, one of the vendor's names for one
// ("SoftmaxV2"), or a kind of step (IsKind).
struct KeptNames {
  StepNames names;
  std::vector<std::string> unknown;  // entries, without the next
  // Types that are no operator of the model but may be a kind of step.
  std::vector<std::string> kinds_only;
};

KeptNames ResolveKept(std::span<const std::string> entries,
                      std::span<const SourceNode> nodes);

// The entries that name nothing, once the steps are known: `unknown` and those
// of `kinds_only` that no step is of.
std::vector<std::string> MissesOf(const KeptNames& kept, const Graph& steps);

// "2 of 104 entries are not in the model: 'Mul_60' (nearest: 'Mul_61'), ...";
// at most ten by name.
std::string MissesText(std::span<const std::string> misses, size_t entries,
                       std::span<const SourceNode> nodes);

// The ONNX operators that the vendor's type stands for; empty for a name that
// is no vendor's.
std::span<const std::string_view> OnnxTypesOf(std::string_view vendor_type);

}  // namespace burin

#endif  // BURIN_COMPILER_KEPT_NAMES_H_
