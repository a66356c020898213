// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "vision/test_images.h"

namespace burin {
namespace {

Transform Make(const TransformOptions& options) {
  const Result<Transform> transform = MakeTransform(options);
  EXPECT_TRUE(transform.ok());
  return *transform;
}

// The bytes of the floats, and those that torchvision gave.
void ExpectTorchvisions(const TransformOptions& options,
                        const std::string& recipe) {
  const Transform transform = Make(options);
  TransformScratch scratch;
  std::vector<float> floats(transform.floats());
  for (const char* name :
       {"rgb_420_120x50.jpg", "rgb_progressive_31x40.jpg", "rgb_420_1x1.jpg",
        "palette_8bit_11x5.png", "gray_15x16.jpg"}) {
    const std::string file = Slurp(TestImagePath(name));
    const std::string stem = std::string(name, std::string(name).find('.'));
    for (const Isa isa : UsableIsas()) {
      SCOPED_TRACE(name + std::string(" ") + std::string(IsaName(isa)));
      const Result<void> done = TransformImageFile(
          AsBytes(file), transform, ResizeKernelsOf(isa), scratch, floats);
      ASSERT_TRUE(done.ok()) << done.error().message;
      EXPECT_TRUE(AsText(std::as_bytes(std::span(floats))) ==
                  Slurp(TestImagePath(stem + "." + recipe + ".f32")));
    }
  }
}

TEST(TransformImageFile, GivesTorchvisionsFloatsForSpach) {
  ExpectTorchvisions({.recipe = Recipe::kSpach, .image_size = 8}, "spach");
}

TEST(TransformImageFile, GivesTimmsFloatsForT2tVit) {
  ExpectTorchvisions({.recipe = Recipe::kT2tVit, .image_size = 8}, "t2t");
}

TEST(TransformImageFile, FillsUpWithBlackWhereThePictureIsTooSmall) {
  ExpectTorchvisions(
      {.recipe = Recipe::kT2tVit, .image_size = 8, .crop_pct = 1.6},
      "t2t_padded");
}

TEST(TransformImageFile, GivesTheBytesThatTheFloatsAreMadeOf) {
  TransformOptions options = {.recipe = Recipe::kSpach, .image_size = 8};
  const Transform transform = Make(options);
  options.type = PixelType::kUint8;
  const Transform bytes_of = Make(options);
  ASSERT_EQ(bytes_of.bytes(), 8u * 8 * 3);
  ASSERT_EQ(transform.bytes(), 4 * bytes_of.bytes());
  TransformScratch scratch;
  std::vector<float> floats(transform.floats());
  std::vector<std::byte> bytes(bytes_of.bytes());
  for (const char* name : {"rgb_420_120x50.jpg", "rgb_420_1x1.jpg"}) {
    const std::string file = Slurp(TestImagePath(name));
    const ResizeKernels& kernels = ResizeKernelsOf(Isa::kScalar);
    ASSERT_TRUE(
        TransformImageFile(AsBytes(file), transform, kernels, scratch, floats)
            .ok());
    ASSERT_TRUE(TransformImageFileToType(AsBytes(file), bytes_of, kernels,
                                         scratch, bytes)
                    .ok());
    for (size_t i = 0; i < bytes.size(); ++i) {
      const size_t channel = i % 3;
      EXPECT_EQ(floats[channel * 64 + i / 3],
                transform.values[channel][static_cast<size_t>(bytes[i])])
          << name << " " << i;
    }
  }
}

TEST(TransformImageFile, ReportsADamagedFile) {
  const Transform transform = Make({.image_size = 8});
  TransformScratch scratch;
  std::vector<float> floats(transform.floats());
  const std::string file =
      Slurp(TestImagePath("rgb_420_120x50.jpg")).substr(0, 900);
  const Result<void> done = TransformImageFile(AsBytes(file), transform,
                                               kScalarResize, scratch, floats);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kBadImage);
}

TEST(MakeTransform, HasTheShortSidesOfTheGuides) {
  const auto short_side = [](const TransformOptions& options) {
    return Make(options).short_side;
  };
  EXPECT_EQ(short_side({.recipe = Recipe::kSpach}), 256);
  EXPECT_EQ(short_side({.recipe = Recipe::kT2tVit}), 256);
  EXPECT_EQ(short_side({.recipe = Recipe::kT2tVit, .crop_pct = 0.9}), 248);
  EXPECT_EQ(short_side({.recipe = Recipe::kSpach, .crop_pct = 1.0}), 224);
  EXPECT_EQ(short_side({.recipe = Recipe::kSpach, .image_size = 32}), 36);
  EXPECT_EQ(short_side({.recipe = Recipe::kT2tVit, .image_size = 384}), 438);
}

TEST(MakeTransform, RoundsAsTheScriptsDo) {
  const Transform spach = Make({.recipe = Recipe::kSpach});
  const Transform t2t = Make({.recipe = Recipe::kT2tVit});
  // (x / 255 - mean) / std in float32, with NumPy.
  EXPECT_EQ(spach.values[0][0], -2.117904f);
  EXPECT_EQ(spach.values[1][128], 0.2051822f);
  EXPECT_EQ(spach.values[2][255], 2.64f);
  // The recipes differ in the last bit of some values only.
  int different = 0;
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < 256; ++x) {
      EXPECT_NEAR(spach.values[c][x], t2t.values[c][x], 1e-6);
      different += spach.values[c][x] != t2t.values[c][x] ? 1 : 0;
    }
  }
  EXPECT_GT(different, 100);
}

TEST(MakeTransform, RefusesImpossibleOptions) {
  EXPECT_FALSE(MakeTransform({.image_size = 0}).ok());
  EXPECT_FALSE(MakeTransform({.image_size = kMaxTransformSize + 1}).ok());
  EXPECT_FALSE(MakeTransform({.crop_pct = 0.0}).ok());
  EXPECT_FALSE(MakeTransform({.crop_pct = -1.0}).ok());
  EXPECT_FALSE(MakeTransform({.crop_pct = 17.0}).ok());
  EXPECT_FALSE(MakeTransform({.crop_pct = std::nan("")}).ok());
  EXPECT_FALSE(
      MakeTransform({.crop_pct = std::numeric_limits<double>::infinity()})
          .ok());
  EXPECT_FALSE(MakeTransform({.crop_pct = 1e-9}).ok());
  EXPECT_EQ(MakeTransform({.crop_pct = 1e-300}).error().message,
            "crop percentage 1e-300 of 224 pixels resizes to 2.24e+302, 1 to "
            "1000000 possible");
  EXPECT_FALSE(MakeTransform({.image_size = 1, .crop_pct = 2.0}).ok());
}

TEST(PlanCrop, ResizesTheShortSideAndTruncatesTheLong) {
  const Transform transform = Make({});
  const CropAxes wide = PlanCrop(transform, {500, 375});
  EXPECT_EQ(wide.x.axis.out, 341);
  EXPECT_EQ(wide.y.axis.out, 256);
  const CropAxes tall = PlanCrop(transform, {333, 500});
  EXPECT_EQ(tall.x.axis.out, 256);
  EXPECT_EQ(tall.y.axis.out, 384);
}

TEST(PlanCrop, RoundsHalfTheExcessToEven) {
  const auto first = [](int excess) {
    Transform transform = Make({});
    transform.short_side = 224 + excess;
    return PlanCrop(transform, {100, 100}).x.axis.first;
  };
  EXPECT_EQ(first(0), 0);
  EXPECT_EQ(first(1), 0);
  EXPECT_EQ(first(2), 1);
  EXPECT_EQ(first(3), 2);
  EXPECT_EQ(first(5), 2);
  EXPECT_EQ(first(7), 4);
  EXPECT_EQ(first(32), 16);
}

TEST(PlanCrop, PutsTheSmallerHalfOfWhatIsMissingFirst) {
  Transform transform = Make({});
  transform.short_side = 221;
  const CropAxes axes = PlanCrop(transform, {100, 100});
  EXPECT_EQ(axes.x.before, 1);
  EXPECT_EQ(axes.x.axis.count, 221);
  EXPECT_EQ(axes.x.axis.first, 0);
}

TEST(ParseRecipe, KnowsBothAndNothingElse) {
  EXPECT_EQ(ParseRecipe("spach"), Recipe::kSpach);
  EXPECT_EQ(ParseRecipe("t2t-vit"), Recipe::kT2tVit);
  EXPECT_EQ(ParseRecipe("T2T"), std::nullopt);
}

}  // namespace
}  // namespace burin
