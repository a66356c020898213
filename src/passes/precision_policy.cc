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

void Append(std::span<const std::string_view> names,
            std::vector<std::string_view>& out) {
  out.insert(out.end(), names.begin(), names.end());
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

std::vector<std::string_view> KindsOf(const Op& op) {
  std::vector<std::string_view> out = {OpName(op)};
  const Parts parts = PartsOf(op);
  if (parts.activation == FusedActivation::kGelu ||
      parts.activation == FusedActivation::kGeluTanh) {
    Append(kGeluNames, out);
  }
  if (parts.norm == FusedNorm::kLayer) Append(kLayerNormNames, out);
  if (parts.norm == FusedNorm::kGroup) Append(kGroupNormNames, out);
  return out;
}

bool IsKind(const Op& op, std::string_view type) {
  const std::vector<std::string_view> kinds = KindsOf(op);
  return std::find(kinds.begin(), kinds.end(), type) != kinds.end();
}

std::vector<std::string_view> FusedKinds() {
  std::vector<std::string_view> out;
  Append(kGeluNames, out);
  Append(kLayerNormNames, out);
  Append(kGroupNormNames, out);
  return out;
}

}  // namespace burin
