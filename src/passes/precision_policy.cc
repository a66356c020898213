// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See precision_policy.h.

#include "passes/precision_policy.h"

#include <algorithm>
#include <span>
#include <utility>

namespace burin {
namespace {

constexpr std::string_view kGeluNames[] = {"Gelu", "GeluV2", "FastGelu",
                                           "FastGeluV2"};
constexpr std::string_view kLayerNormNames[] = {
    "LayerNorm", "LayerNormV3", "LayerNormV4", "LayerNormalization"};
constexpr std::string_view kGroupNormNames[] = {
    "GroupNorm", "GroupNormV2", "GroupNormalization", "InstanceNorm"};

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What a step was fused of.
struct Parts {
  FusedActivation activation = FusedActivation::kNone;
  FusedNorm norm = FusedNorm::kNone;
};

Parts PartsOf(const Op& op) {
  if (const auto* linear = std::get_if<FusedLinear>(&op)) {
    return {linear->activation, linear->norm};
  }
  if (const auto* mlp = std::get_if<FusedMlp>(&op)) {
    return {mlp->activation, mlp->norm};
  }
  if (const auto* conv = std::get_if<DepthwiseConv>(&op)) {
    return {conv->pre == FusedActivation::kNone ? conv->post : conv->pre};
  }
  if (std::holds_alternative<Gelu>(op)) return {FusedActivation::kGelu};
  return {};
}

}  // namespace

bool IsKind(const Op& op, std::string_view type) {
  if (OpName(op) == type) return true;
  const Parts parts = PartsOf(op);
  const bool gelu = parts.activation == FusedActivation::kGelu ||
                    parts.activation == FusedActivation::kGeluTanh;
  return (gelu && IsOneOf(type, kGeluNames)) ||
         (parts.norm == FusedNorm::kLayer && IsOneOf(type, kLayerNormNames)) ||
         (parts.norm == FusedNorm::kGroup && IsOneOf(type, kGroupNormNames));
}

std::vector<std::string_view> FusedKinds() {
  std::vector<std::string_view> out;
  for (const std::span<const std::string_view> names :
       {std::span<const std::string_view>(kGeluNames),
        std::span<const std::string_view>(kLayerNormNames),
        std::span<const std::string_view>(kGroupNormNames)}) {
    out.insert(out.end(), names.begin(), names.end());
  }
  return out;
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
