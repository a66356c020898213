// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/demo_dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/test_folder.h"
#include "vision/decode.h"
#include "vision/demo_shapes.h"
#include "vision/image_folder.h"
#include "vision/test_images.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

uint64_t PixelHash(const Image& image) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : Pixels(image)) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  }
  return hash;
}

TEST(DrawDemoImage, DrawsTheSamePixelsOnEveryMachine) {
  std::vector<uint64_t> hashes;
  Image image;
  for (int label = 0; label < 12; ++label) {
    ASSERT_TRUE(DrawDemoImage({}, label, 3, image).ok());
    hashes.push_back(PixelHash(image));
  }
  EXPECT_THAT(
      hashes,
      ElementsAre(0x7b11871ba1b41aa5, 0x3ad289d111de23ab, 0x51f9111e989870dc,
                  0x39d4af5b1251a885, 0x82e66a53608ed3f3, 0x076510b1fd21e328,
                  0x78fd6acd14a21207, 0x198d5f9a08f7c90a, 0xd78e880de4bb34f2,
                  0x82bc790e19803af4, 0x27bae899cad57a19, 0xa08246afc769f2f5));
}

TEST(DrawDemoImage, DependsOnSeedSplitClassAndNumber) {
  std::set<uint64_t> hashes;
  Image image;
  const auto add = [&](const DemoOptions& options, int label, int index) {
    ASSERT_TRUE(DrawDemoImage(options, label, index, image).ok());
    hashes.insert(PixelHash(image));
  };
  add({}, 0, 0);
  add({.seed = 2}, 0, 0);
  add({.split = "train"}, 0, 0);
  add({}, 1, 0);
  add({}, 0, 1);
  EXPECT_THAT(hashes, SizeIs(5));
}

TEST(DrawDemoImage, VariesSizesWithinTheLimits) {
  std::set<int> widths;
  Image image;
  for (int index = 0; index < 40; ++index) {
    ASSERT_TRUE(DrawDemoImage({}, index % 12, index, image).ok());
    widths.insert(image.width);
    for (const int side : {image.width, image.height}) {
      EXPECT_GE(side, 120);
      EXPECT_LE(side, 420);
    }
  }
  EXPECT_GT(widths.size(), 25u);
}

TEST(WriteDemoDataset, WritesAnImageFolder) {
  const TestFolder root;
  ThreadPool pool(2);
  const Result<void> written = WriteDemoDataset(
      root.path(), {.images_per_class = 2, .first_index = 7}, pool);
  ASSERT_TRUE(written.ok()) << written.error().message;
  const Result<ImageFolder> folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok()) << folder.error().message;
  EXPECT_TRUE(std::equal(folder->classes.begin(), folder->classes.end(),
                         DemoClasses().begin(), DemoClasses().end()));
  ASSERT_THAT(folder->samples, SizeIs(24));
  EXPECT_EQ(folder->samples[1].path,
            root / "val/checker/checker_00000008.JPEG");
  for (const ImageSample& sample : folder->samples) {
    EXPECT_TRUE(DecodeImage(AsBytes(Slurp(sample.path))).ok());
  }
}

TEST(WriteDemoDataset, WritesTheSameBytesWithAnyThreadsAndParts) {
  const TestFolder whole;
  const TestFolder parts;
  ThreadPool one(1);
  ThreadPool three(3);
  ASSERT_TRUE(
      WriteDemoDataset(whole.path(), {.images_per_class = 2}, one).ok());
  for (const int index : {1, 0}) {
    ASSERT_TRUE(WriteDemoDataset(parts.path(),
                                 {.images_per_class = 1, .first_index = index},
                                 three)
                    .ok());
  }
  const Result<ImageFolder> folder = ListImageFolder(whole.path());
  ASSERT_TRUE(folder.ok());
  for (const ImageSample& sample : folder->samples) {
    const std::string name = sample.path.substr(whole.path().size() + 1);
    EXPECT_TRUE(Slurp(sample.path) == Slurp(parts / name)) << name;
  }
}

TEST(WriteDemoDataset, RefusesImpossibleOptions) {
  const TestFolder root;
  ThreadPool pool(1);
  for (const DemoOptions& options :
       {DemoOptions{.images_per_class = 0}, DemoOptions{.first_index = -1},
        DemoOptions{.first_index = 10'000'000}, DemoOptions{.split = ""},
        DemoOptions{.split = ".."}, DemoOptions{.split = "a/b"}}) {
    const Result<void> written = WriteDemoDataset(root.path(), options, pool);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::kBadUsage);
  }
  EXPECT_THAT(NamesIn(root.path()), SizeIs(0));
}

TEST(PaintAt, KnowsInsideFromOutside) {
  const auto paint = [](DemoShape shape, int u, int v) {
    return PaintAt(shape, 400, u, v);
  };
  constexpr DemoPaint kFront = DemoPaint::kFront;
  constexpr DemoPaint kNone = DemoPaint::kNone;
  EXPECT_EQ(paint(DemoShape::kCircle, 700, 700), kFront);
  EXPECT_EQ(paint(DemoShape::kCircle, 750, 750), kNone);
  EXPECT_EQ(paint(DemoShape::kSquare, 840, -840), kFront);
  EXPECT_EQ(paint(DemoShape::kTriangle, 0, -1000), kFront);
  EXPECT_EQ(paint(DemoShape::kTriangle, 0, 600), kNone);
  EXPECT_EQ(paint(DemoShape::kStar, 0, -1000), kFront);
  EXPECT_EQ(paint(DemoShape::kStar, 0, 1000), kNone);
  EXPECT_EQ(paint(DemoShape::kRing, 0, 0), kNone);
  EXPECT_EQ(paint(DemoShape::kRing, 0, 800), kFront);
  EXPECT_EQ(paint(DemoShape::kCross, 900, 0), kFront);
  EXPECT_EQ(paint(DemoShape::kCross, 500, 500), kNone);
  EXPECT_EQ(paint(DemoShape::kStripesHorizontal, 77, 100), kFront);
  EXPECT_EQ(paint(DemoShape::kStripesHorizontal, 77, 300), DemoPaint::kBack);
  EXPECT_EQ(paint(DemoShape::kStripesVertical, 100, 77), kFront);
  EXPECT_EQ(paint(DemoShape::kChecker, 100, 300), kFront);
  EXPECT_EQ(paint(DemoShape::kChecker, 100, 100), DemoPaint::kBack);
  EXPECT_EQ(paint(DemoShape::kDots, 200, 200), kFront);
  EXPECT_EQ(paint(DemoShape::kDots, 10, 10), DemoPaint::kBack);
}

TEST(DemoSine, GoesAroundTheCircle) {
  EXPECT_EQ(DemoSine(0), 0);
  EXPECT_EQ(DemoSine(64), 16384);
  EXPECT_EQ(DemoSine(128), 0);
  EXPECT_EQ(DemoSine(-64), -16384);
  EXPECT_EQ(DemoSine(32), DemoSine(96));
  EXPECT_EQ(DemoCosine(0), 16384);
}

}  // namespace
}  // namespace burin
