// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The named variants of the three families, as their authors' repositories
// register them (microsoft/SPACH and yitu-opensource/T2T-ViT). A variant is
// recognised by what tensor shapes say; it supplies what they cannot say.

#ifndef BURIN_MODELS_REGISTRY_H_
#define BURIN_MODELS_REGISTRY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

enum class Family { kShiftVit, kSmlpNet, kT2tVit };
// "shiftvit", "smlpnet", "t2t_vit"
std::string_view FamilyName(Family family);

// The part of a network that its tensor shapes tell.
struct NetworkShape {
  Family family = Family::kShiftVit;
  int64_t width = 0;  // channels of the first stage, or of every block
  std::vector<int64_t> depths;  // blocks of each stage
  int64_t hidden = 0;           // columns of the first block's MLP
  bool performer = true;        // T2T-ViT: performer or transformer tokens
  bool operator==(const NetworkShape&) const = default;
};

struct Variant {
  std::string_view name;
  NetworkShape shape;
  int64_t n_div = 0;  // ShiftViT
  int64_t heads = 0;  // T2T-ViT
};

// All variants, family by family, in the order of the repositories.
std::span<const Variant> Registry();

// The variant of that name, '-' and '_' being the same; kBadUsage with the
// names of the family when there is none.
Result<const Variant*> VariantByName(Family family, std::string_view name);
// The variants of that shape, in the registry's order. More than one where the
// shapes do not tell them apart.
std::vector<const Variant*> VariantsOfShape(const NetworkShape& shape);
// The variant to use: the one named, which must be of that shape (kBadUsage),
// or the first of that shape, or null. Adds a note where others fit as well.
Result<const Variant*> ChooseVariant(const NetworkShape& shape,
                                     std::string_view name,
                                     std::vector<std::string>& notes);

}  // namespace burin

#endif  // BURIN_MODELS_REGISTRY_H_
