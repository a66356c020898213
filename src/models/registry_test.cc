// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "models/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/fake_checkpoint.h"
#include "models/recognise.h"

namespace burin {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Weights ShapesOf(const Variant& variant) {
  return Weights(
      FakeShapes({.shape = variant.shape,
                  .side = variant.shape.family == Family::kT2tVit ? 14 : 56}));
}

TEST(Registry, RecognisesEveryVariantByItsShapes) {
  for (const Variant& variant : Registry()) {
    const auto found = Recognise(ShapesOf(variant), "auto", {});
    ASSERT_TRUE(found.ok()) << variant.name << ": " << found.error().message;
    EXPECT_EQ(found->family, FamilyName(variant.shape.family));
    // The one variant whose shapes another one has too.
    const bool twin = variant.name == "t2t_vit_14_resnext";
    EXPECT_EQ(found->variant, twin ? "t2t_vit_14" : variant.name);
  }
}

TEST(Registry, SuppliesWhatShapesCannotSay) {
  for (const Variant& variant : Registry()) {
    const auto found = Recognise(ShapesOf(variant), "auto",
                                 {.variant = std::string(variant.name)});
    ASSERT_TRUE(found.ok()) << variant.name << ": " << found.error().message;
    EXPECT_EQ(found->variant, variant.name);
    EXPECT_THAT(found->notes, IsEmpty());
    if (const auto* c = std::get_if<ShiftVitConfig>(&found->config)) {
      EXPECT_EQ(c->n_div, variant.n_div);
      EXPECT_FALSE(c->relu);
      EXPECT_EQ(c->image_size, 224);
    }
    if (const auto* c = std::get_if<SmlpNetConfig>(&found->config)) {
      EXPECT_EQ(c->depths, variant.shape.depths);
      EXPECT_EQ(c->image_size, 224);
    }
    if (const auto* c = std::get_if<T2tVitConfig>(&found->config)) {
      EXPECT_EQ(c->heads, variant.heads);
      EXPECT_EQ(c->performer, variant.shape.performer);
      EXPECT_EQ(c->image_size, 224);
    }
  }
}

TEST(Registry, NotesAVariantOfTheSameShapes) {
  const auto variant = VariantByName(Family::kT2tVit, "t2t-vit-14");
  ASSERT_TRUE(variant.ok());
  const auto found = Recognise(ShapesOf(**variant), "auto", {});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->notes.size(), 1u);
  EXPECT_THAT(found->notes[0], HasSubstr("t2t_vit_14_resnext (32 heads)"));
}

TEST(Registry, RefusesAVariantOfOtherShapes) {
  const auto variant = VariantByName(Family::kSmlpNet, "smlpnet_tiny");
  ASSERT_TRUE(variant.ok());
  const auto found =
      Recognise(ShapesOf(**variant), "auto", {.variant = "smlpnet_base"});
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::kBadUsage);
  EXPECT_THAT(found.error().message, HasSubstr("width 80"));
  EXPECT_THAT(found.error().message, HasSubstr("width 112"));
}

TEST(Registry, NamesTheVariantsForAnUnknownName) {
  const auto variant = VariantByName(Family::kSmlpNet, "smlpnet_huge");
  ASSERT_FALSE(variant.ok());
  EXPECT_EQ(variant.error().code, ErrorCode::kBadUsage);
  EXPECT_THAT(variant.error().message,
              HasSubstr("smlpnet_tiny, smlpnet_small, smlpnet_base"));
}

}  // namespace
}  // namespace burin
