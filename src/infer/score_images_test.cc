// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/score_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "base/file.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "ir/graph.h"
#include "plate/plate.h"
#include "vision/encode_jpeg.h"

namespace burin {
namespace {

using testing::HasSubstr;

// A plate whose scores are the 3x8x8 pixels of the image itself, and seven
// photographs of two classes.
class ScoreImagesTest : public testing::Test {
 protected:
  void SetUp() override {
    Graph graph;
    const ValueId in = graph.AddInput("input", {DType::kFloat32, {2, 3, 8, 8}});
    graph.AddOutput(*graph.Add(Relu{}, {in}, "relu"), "output");
    const auto emitted = Emit(graph, Isa::kScalar);
    ASSERT_TRUE(
        WritePlate(plate_, emitted->plan, emitted->weights.span()).ok());
    session_.emplace(std::move(Session::Open(plate_, {1})).value());
    images_.root = folder_.path();
    images_.classes = {"a", "b"};
    for (int i = 0; i < 7; ++i) Draw(i);
  }

  void Draw(int number) {
    Image image;
    ASSERT_TRUE(image.Reset(16, 16).ok());
    for (int y = 0; y < 16; ++y) {
      for (int i = 0; i < 48; ++i) {
        image.row(y)[i] =
            static_cast<uint8_t>((y * 48 + i) * (7 + number) * 13);
      }
    }
    const auto jpeg = EncodeJpeg(image, {});
    ASSERT_TRUE(jpeg.ok());
    const std::string path = folder_ / StrCat(number, ".jpg");
    ASSERT_TRUE(WriteFile(path, *jpeg).ok());
    images_.samples.push_back({path, number % 2});
  }

  Result<Accuracy> Score(ScoreImagesOptions options = {}) {
    return ScoreImages(*session_, images_.samples, options);
  }

  const TestFolder folder_;
  const std::string plate_ = folder_ / "pixels.plate";
  std::optional<Session> session_;
  ImageFolder images_;
};

TEST_F(ScoreImagesTest, CountsEveryImageOnceAndNoFilling) {
  const Result<Accuracy> score = Score();
  ASSERT_TRUE(score.ok()) << score.error().message;
  EXPECT_EQ(score->images, 7);
  EXPECT_GT(score->mean_loss(), 0);
}

TEST_F(ScoreImagesTest, GoesOnWhereItWasStoppedToTheSameBits) {
  const Result<Accuracy> whole = Score();
  const std::string path = folder_ / "run.journal";
  ScoreJournal first(path, 9);
  std::atomic<bool> stop{false};
  ScoreImagesOptions options;
  options.journal = &first;
  options.stop = &stop;
  options.progress = [&](size_t done, size_t) { stop = done >= 4; };
  EXPECT_EQ(Score(options).error().code, ErrorCode::kInterrupted);
  ScoreJournal second(path, 9);
  EXPECT_EQ(second.done(), 4u);
  ScoreImagesOptions rest;
  rest.journal = &second;
  const Result<Accuracy> resumed = Score(rest);
  ASSERT_TRUE(resumed.ok());
  EXPECT_EQ(*resumed, *whole);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ScoreImagesTest, PartsAddUpToTheBitsOfTheWhole) {
  const Result<Accuracy> whole = Score();
  const std::span<const ImageSample> all = images_.samples;
  Accuracy sum = *ScoreImages(*session_, all.subspan(3), {});
  sum.Add(*ScoreImages(*session_, all.first(3), {}));
  EXPECT_EQ(sum, *whole);
}

TEST_F(ScoreImagesTest, AnImageThatIsDeletedMeanwhileIsNamedAndNothingIsLost) {
  const Result<Accuracy> whole = Score();
  const std::string gone = images_.samples[6].path;
  const std::string path = folder_ / "run.journal";
  ScoreJournal first(path, 9);
  ScoreImagesOptions options;
  options.journal = &first;
  options.progress = [&](size_t, size_t) {
    std::error_code ignored;
    std::filesystem::rename(gone, gone + ".away", ignored);
  };
  const Result<Accuracy> failed = Score(options);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(failed.error().message, HasSubstr(gone));
  std::filesystem::rename(gone + ".away", gone);
  ScoreJournal second(path, 9);
  EXPECT_EQ(second.done(), 6u);
  ScoreImagesOptions rest;
  rest.journal = &second;
  EXPECT_EQ(*Score(rest), *whole);
}

TEST_F(ScoreImagesTest, NamesEveryImageThatCannotBeRead) {
  ASSERT_TRUE(WriteFile(images_.samples[1].path, AsBytes("\xff\xd8")).ok());
  ASSERT_TRUE(WriteFile(images_.samples[6].path, AsBytes("\xff\xd8")).ok());
  const Result<Accuracy> failed = Score();
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kBadImage);
  EXPECT_THAT(failed.error().message,
              testing::ContainsRegex("/1.jpg: .*; .*/6.jpg: "));
}

TEST_F(ScoreImagesTest, TellsProgressAndStopsWhileItLooksForBadImages) {
  ASSERT_TRUE(WriteFile(images_.samples[1].path, AsBytes("\xff\xd8")).ok());
  std::vector<size_t> told;
  ScoreImagesOptions options;
  options.progress = [&](size_t done, size_t) { told.push_back(done); };
  EXPECT_EQ(Score(options).error().code, ErrorCode::kBadImage);
  EXPECT_THAT(told, testing::ElementsAre(2, 4, 6));
  std::atomic<bool> stop{true};
  options.stop = &stop;
  const Result<Accuracy> stopped = Score(options);
  EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
  EXPECT_THAT(stopped.error().message,
              HasSubstr("after 2 of 7 images; 1 of them cannot be read: "));
}

TEST_F(ScoreImagesTest, TakesPlatesOfBytesAndScoresOfOtherTypes) {
  Graph graph;
  const ValueId in = graph.AddInput("pixels", {DType::kUint8, {2, 8, 8, 3}});
  graph.AddOutput(*graph.Add(Cast{DType::kFloat16}, {in}, "cast"), "output");
  const auto emitted = Emit(graph, Isa::kScalar);
  ASSERT_TRUE(emitted.ok()) << emitted.error().message;
  const std::string path = folder_ / "bytes.plate";
  ASSERT_TRUE(WritePlate(path, emitted->plan, emitted->weights.span()).ok());
  session_.emplace(std::move(Session::Open(path, {1})).value());
  ASSERT_TRUE(CheckTakesImages(*session_).ok());
  const Result<Accuracy> score = Score();
  ASSERT_TRUE(score.ok()) << score.error().message;
  EXPECT_EQ(score->images, 7);
  EXPECT_GT(score->mean_loss(), 0);
}

TEST_F(ScoreImagesTest, FingerprintsTellPlatesImagesAndTransformsApart) {
  const auto own = [&](const TransformOptions& transform) {
    return *ImagesFingerprint(plate_, images_.samples, transform);
  };
  const auto shared = [&](const TransformOptions& transform) {
    return *ShardedImagesFingerprint(plate_, images_, transform);
  };
  TransformOptions other;
  other.recipe = Recipe::kT2tVit;
  EXPECT_EQ(own({}), own({}));
  EXPECT_NE(own({}), own(other));
  EXPECT_EQ(shared({}), shared({}));
  EXPECT_NE(shared({}), shared(other));
  const uint64_t before = shared({});
  const uint64_t own_before = own({});
  images_.samples[0].label = 1;
  EXPECT_NE(shared({}), before);
  EXPECT_NE(own({}), own_before);
}

}  // namespace
}  // namespace burin
