// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of named variants and the search in it.

#include "models/registry.h"

#include <algorithm>

namespace burin {
namespace {

Variant ShiftVit(std::string_view name, int64_t width,
                 std::vector<int64_t> depths, int64_t ratio, int64_t n_div) {
  return {name,
          {Family::kShiftVit, width, std::move(depths), width * ratio, true},
          n_div,
          0};
}

// Every sMLPNet has hidden layers of three times the width.
Variant Smlp(std::string_view name, int64_t width,
             std::vector<int64_t> depths) {
  return {name,
          {Family::kSmlpNet, width, std::move(depths), width * 3, true},
          0,
          0};
}

Variant T2t(std::string_view name, bool performer, int64_t width, int64_t depth,
            int64_t heads, int64_t ratio) {
  return {name,
          {Family::kT2tVit, width, {depth}, width * ratio, performer},
          0,
          heads};
}

std::vector<Variant> MakeRegistry() {
  return {
      ShiftVit("shiftvit_light_tiny", 96, {2, 2, 6, 2}, 4, 12),
      ShiftVit("shiftvit_r4_tiny", 96, {2, 2, 12, 3}, 4, 12),
      ShiftVit("shiftvit_r2_tiny", 96, {6, 8, 18, 6}, 2, 12),
      ShiftVit("shiftvit_light_small", 96, {2, 2, 18, 2}, 4, 12),
      ShiftVit("shiftvit_r4_small", 96, {2, 6, 24, 4}, 4, 12),
      ShiftVit("shiftvit_r2_small", 96, {10, 18, 36, 10}, 2, 12),
      ShiftVit("shiftvit_light_base", 128, {2, 2, 18, 2}, 4, 16),
      ShiftVit("shiftvit_r4_base", 128, {4, 6, 22, 4}, 4, 16),
      ShiftVit("shiftvit_r2_base", 128, {10, 18, 36, 10}, 2, 16),
      Smlp("smlpnet_tiny", 80, {2, 8, 14, 2}),
      Smlp("smlpnet_small", 96, {2, 10, 24, 2}),
      Smlp("smlpnet_base", 112, {2, 10, 24, 2}),
      T2t("t2t_vit_7", true, 256, 7, 4, 2),
      T2t("t2t_vit_10", true, 256, 10, 4, 2),
      T2t("t2t_vit_12", true, 256, 12, 4, 2),
      T2t("t2t_vit_14", true, 384, 14, 6, 3),
      T2t("t2t_vit_19", true, 448, 19, 7, 3),
      T2t("t2t_vit_24", true, 512, 24, 8, 3),
      T2t("t2t_vit_t_14", false, 384, 14, 6, 3),
      T2t("t2t_vit_t_19", false, 448, 19, 7, 3),
      T2t("t2t_vit_t_24", false, 512, 24, 8, 3),
      T2t("t2t_vit_14_resnext", true, 384, 14, 32, 3),
      T2t("t2t_vit_14_wide", true, 768, 4, 12, 3),
  };
}

std::string Folded(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

std::string ShapeText(const NetworkShape& shape) {
  std::string out = StrCat("width ", shape.width, ", depths");
  for (const int64_t depth : shape.depths) out += StrCat(" ", depth);
  out += StrCat(", hidden ", shape.hidden);
  if (!shape.performer) out += ", transformer tokens";
  return out;
}

}  // namespace

std::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kShiftVit:
      return "shiftvit";
    case Family::kSmlpNet:
      return "smlpnet";
    case Family::kT2tVit:
      return "t2t_vit";
  }
  BURIN_CHECK(!"a Family outside its enumeration");
  __builtin_unreachable();
}

std::span<const Variant> Registry() {
  static const std::vector<Variant> registry = MakeRegistry();
  return registry;
}

Result<const Variant*> VariantByName(Family family, std::string_view name) {
  std::string known;
  for (const Variant& variant : Registry()) {
    if (variant.shape.family != family) continue;
    if (Folded(variant.name) == Folded(name)) return &variant;
    known += StrCat(known.empty() ? "" : ", ", variant.name);
  }
  return MakeError(ErrorCode::kBadUsage, "no variant '", name, "' of ",
                   FamilyName(family), "; there are ", known);
}

std::vector<const Variant*> VariantsOfShape(const NetworkShape& shape) {
  std::vector<const Variant*> out;
  for (const Variant& variant : Registry()) {
    if (variant.shape == shape) out.push_back(&variant);
  }
  return out;
}

Result<const Variant*> ChooseVariant(const NetworkShape& shape,
                                     std::string_view name,
                                     std::vector<std::string>& notes) {
  if (!name.empty()) {
    BURIN_ASSIGN(const Variant* variant, VariantByName(shape.family, name));
    if (variant->shape != shape) {
      return MakeError(ErrorCode::kBadUsage, "the checkpoint (",
                       ShapeText(shape), ") is not ", variant->name, " (",
                       ShapeText(variant->shape), ")");
    }
    return variant;
  }
  const std::vector<const Variant*> fits = VariantsOfShape(shape);
  if (fits.empty()) return static_cast<const Variant*>(nullptr);
  for (size_t i = 1; i < fits.size(); ++i) {
    notes.push_back(StrCat("read as ", fits[0]->name, " (", fits[0]->heads,
                           " heads); ", fits[i]->name, " (", fits[i]->heads,
                           " heads) has the same shapes, name it if it is "
                           "meant"));
  }
  return fits[0];
}

}  // namespace burin
