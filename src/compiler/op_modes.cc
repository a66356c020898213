// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See op_modes.h.

#include "compiler/op_modes.h"

#include <algorithm>

#include "compiler/kept_names.h"
#include "formats/quote.h"

namespace burin {
namespace {

// The vendor calls a fused node by its last part and the fused type:
// "Mul_105/Gelu".
bool IsNode(std::string_view key, const SourceNode& node) {
  const std::string_view part = key.substr(0, key.rfind('/'));
  return node.name == key || node.name == part;
}

bool IsInModel(const OpModeChoice& choice, std::span<const SourceNode> nodes,
               const Graph& steps) {
  if (choice.by_node) {
    return std::any_of(nodes.begin(), nodes.end(), [&](const SourceNode& n) {
      return IsNode(choice.key, n);
    });
  }
  const std::string entry = StrCat("OpType::", choice.key);
  const KeptNames names = ResolveKept(std::span(&entry, 1), nodes);
  return MissesOf(names, steps).empty();
}

// Whether a product of that kind is computed with operands in bf16 or int8.
bool IsReduced(std::string_view type, const Graph& steps) {
  const std::vector<NodeId> order = steps.Order();
  return std::any_of(order.begin(), order.end(), [&](NodeId id) {
    const Op& op = steps.node(id).op;
    const Precision* precision = PrecisionField(op);
    return precision != nullptr && *precision != Precision::kFloat32 &&
           IsKind(op, type);
  });
}

std::string_view WhyNot(const OpModeChoice& choice,
                        std::span<const SourceNode> nodes, const Graph& steps) {
  if (!IsInModel(choice, nodes, steps)) return "the model has none";
  const bool fast =
      choice.mode == "high_performance" || choice.mode == "super_performance";
  const bool exact = choice.mode == "high_precision" ||
                     choice.mode == "enable_float_32_execution";
  if (!fast && !exact) return "means nothing on a CPU";
  if (!choice.by_node && IsReduced("Gelu", steps) &&
      IsKind(FusedMlp{.activation = FusedActivation::kGelu}, choice.key)) {
    return fast ? "bf16 and int8 products use the cheap form by themselves"
                : "bf16 and int8 products use the cheap form, within 5e-6; "
                  "--keep_dtype keeps a product exact";
  }
  return exact ? "always so" : "fp32 has one form, exact and fast";
}

}  // namespace

std::string OpModesText(std::span<const OpModeChoice> choices,
                        std::span<const SourceNode> nodes, const Graph& steps) {
  constexpr size_t kNamed = 10;
  std::string out;
  for (size_t i = 0; i < std::min(choices.size(), kNamed); ++i) {
    const OpModeChoice& choice = choices[i];
    out += StrCat(i == 0 ? "without effect: " : ", ", Quoted(choice.key), "=",
                  choice.mode, " (", WhyNot(choice, nodes, steps), ")");
  }
  if (choices.size() > kNamed) {
    out += StrCat(", and ", choices.size() - kNamed, " more");
  }
  return out;
}

}  // namespace burin
