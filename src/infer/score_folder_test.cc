// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/score_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "base/file.h"
#include "base/test_folder.h"
#include "formats/npy.h"
#include "infer/outputs.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Scores : public testing::Test {
 protected:
  // Scores of `classes.size()` images, each with its class on top of 10.
  void Put(const std::string& input, const std::vector<int64_t>& classes,
           OutputFormat format = OutputFormat::kBin) {
    Tensor scores =
        std::move(Tensor::Allocate(DType::kFloat32,
                                   {static_cast<int64_t>(classes.size()), 10}))
            .value();
    for (size_t i = 0; i < classes.size(); ++i) {
      scores.Span<float>()[i * 10 + static_cast<size_t>(classes[i])] = 1;
    }
    PutBytes(OutputName(input, 0, format),
             *EncodeOutput(scores.view(), format));
  }
  void PutBytes(const std::string& name, const std::string& bytes) {
    root_.Write("run/" + name, bytes);
  }
  Result<FolderScore> Score(std::vector<int64_t> labels, int64_t per_file = 1,
                            bool partial = false) {
    ScoreFolderOptions options;
    options.partial = partial;
    return Score({std::move(labels), per_file}, options);
  }
  Result<FolderScore> Score(const Labels& labels,
                            const ScoreFolderOptions& options) {
    BURIN_ASSIGN(const ResultListing listing, ListResults({&folder_, 1}));
    ignored_ = listing.ignored;
    return ScoreResults(listing, labels, options);
  }
  // Images, top-1 and top-5.
  static std::vector<int64_t> Counts(const Accuracy& accuracy) {
    return {accuracy.images, accuracy.top1, accuracy.top5};
  }
  const TestFolder root_;
  const std::string folder_ = root_ / "run";  // of the results
  std::vector<std::string> ignored_;
};

TEST_F(Scores, CountsTop1AndTop5) {
  Put("batch-00000.bin", {3});
  Put("batch-00001.bin", {3});
  Put("batch-00002.bin", {3});
  const auto score = Score({3, 0, 9});
  ASSERT_TRUE(score.ok());
  // Zeros tie, and the lower index wins: class 0 is second, class 9 last.
  EXPECT_THAT(Counts(score->accuracy), ElementsAre(3, 1, 2));
}

TEST_F(Scores, ReadsEveryFormatAndNamesWithoutPrefix) {
  Put("00000.bin", {1}, OutputFormat::kNpy);
  Put("00001.bin", {2}, OutputFormat::kTxt);
  Put("00002.bin", {3}, OutputFormat::kBin);
  const auto score = Score({1, 2, 3});
  ASSERT_TRUE(score.ok());
  EXPECT_EQ(score->accuracy.top1, 3);
}

TEST_F(Scores, IsRightForSeveralImagesInAFile) {
  Put("batch-00000.bin", {1, 2, 3});
  Put("batch-00001.bin", {4, 5, 6}, OutputFormat::kNpy);
  const auto score = Score({1, 2, 9, 4, 5, 6}, 3);
  ASSERT_TRUE(score.ok());
  EXPECT_THAT(Counts(score->accuracy), ElementsAre(6, 5, 5));
}

TEST_F(Scores, PassesOverPaddingSummariesAndOtherOutputs) {
  Put("batch-00000.bin", {1});
  PutBytes("padding_infer_fake_file_0.bin", "x");
  PutBytes("sumary.json", "{}");
  PutBytes("batch-00000_1.bin", "x");
  PutBytes("notes.md", "x");
  const auto score = Score({1});
  ASSERT_TRUE(score.ok());
  EXPECT_THAT(ignored_, ElementsAre("notes.md"));
}

TEST_F(Scores, ListsMissingFiles) {
  Put("batch-00001.bin", {1});
  const auto score = Score({1, 1, 1});
  EXPECT_EQ(score.error().code, ErrorCode::kBadDataset);
  EXPECT_THAT(score.error().message,
              HasSubstr("2 of 3 results are missing: batch-00000_0, "
                        "batch-00002_0"));
  const auto partial = Score({1, 1, 1}, 1, true);
  ASSERT_TRUE(partial.ok());
  EXPECT_THAT(Counts(partial->accuracy), ElementsAre(1, 1, 1));
  EXPECT_EQ(partial->missing.size(), 2u);
}

TEST_F(Scores, AreThoseOfAllDevicesOfAFolder) {
  ASSERT_TRUE(MakeFolder(folder_ + "/device10_1").ok());
  ASSERT_TRUE(MakeFolder(folder_ + "/device3_0").ok());
  ASSERT_TRUE(MakeFolder(folder_ + "/other").ok());
  EXPECT_THAT(*ResultFoldersOf(folder_),
              ElementsAre(folder_ + "/device3_0", folder_ + "/device10_1"));
  Put("batch-00000.bin", {1});
  EXPECT_THAT(*ResultFoldersOf(folder_), ElementsAre(folder_));
  EXPECT_EQ(ResultFoldersOf(folder_ + "/none").error().code,
            ErrorCode::kNotFound);
  EXPECT_TRUE(IsDeviceFolder("out/device4_0/"));
  EXPECT_FALSE(IsDeviceFolder("out/device4"));
}

TEST_F(Scores, ReadsOtherElementTypesThanFloat32) {
  const Tensor half = Tensor::Of<Float16>(
      {1, 3}, {Float16(0.5f), Float16(-1.0f), Float16(2.0f)});
  const Tensor whole = Tensor::Of<int8_t>({1, 3}, {-3, 7, 5});
  ScoreFolderOptions options;
  PutBytes("0_0.bin", *EncodeOutput(half.view(), OutputFormat::kBin));
  options.bin_type = DType::kFloat16;
  EXPECT_EQ(Score({{2}}, options)->accuracy.top1, 1);
  PutBytes("0_0.bin", *EncodeOutput(whole.view(), OutputFormat::kBin));
  options.bin_type = DType::kInt8;
  EXPECT_EQ(Score({{1}}, options)->accuracy.top1, 1);
  std::filesystem::remove(folder_ + "/0_0.bin");
  PutBytes("0_0.npy", *EncodeOutput(half.view(), OutputFormat::kNpy));
  EXPECT_EQ(Score({2})->accuracy.top1, 1);
}

TEST_F(Scores, NamesTheImageWithNan) {
  const float scores[] = {0, 1, std::numeric_limits<float>::quiet_NaN(), 0};
  PutBytes("batch-00000_0.bin",
           std::string(AsText(std::as_bytes(std::span(scores)))));
  const auto score = Score({0, 0}, 2);
  EXPECT_EQ(score.error().code, ErrorCode::kBadValue);
  EXPECT_THAT(score.error().message,
              HasSubstr("batch-00000_0.bin: image 1 of 2"));
}

TEST_F(Scores, RefusesResultsThatFitNoLabel) {
  Put("batch-00002.bin", {1});
  EXPECT_THAT(Score({1, 1}).error().message,
              HasSubstr("batch-00002_0.bin is the result of file 2, there are "
                        "labels for 2"));
}

TEST_F(Scores, RefusesTwoResultsOfOneFile) {
  Put("batch-00000.bin", {1}, OutputFormat::kBin);
  Put("batch-00000.bin", {1}, OutputFormat::kNpy);
  EXPECT_THAT(Score({1}).error().message,
              HasSubstr("batch-00000_0.npy are both results of file 0"));
}

TEST_F(Scores, GoesOnWhereItWasStoppedAndCountsNothingTwice) {
  Labels labels;
  for (int64_t i = 0; i < 8; ++i) {
    Put(StrCat("batch-0000", i, ".bin"), {i % 5});
    labels.classes.push_back(i % 3);
  }
  const auto whole = Score(labels, {});
  const std::string path = root_ / "run.journal";
  ScoreJournal first(path, 5);
  std::atomic<bool> stop{false};
  ScoreFolderOptions options;
  options.journal = &first;
  options.stop = &stop;
  options.progress = [&](size_t done, size_t) { stop = done == 3; };
  EXPECT_EQ(Score(labels, options).error().code, ErrorCode::kInterrupted);
  ScoreJournal second(path, 5);
  EXPECT_EQ(second.done(), 3u);
  std::vector<size_t> seen;
  ScoreFolderOptions rest;
  rest.journal = &second;
  rest.progress = [&](size_t done, size_t) { seen.push_back(done); };
  EXPECT_EQ(Score(labels, rest)->accuracy, whole->accuracy);
  EXPECT_THAT(seen, ElementsAre(4, 5, 6, 7, 8));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Scores, GoesOnAfterAResultThatCouldNotBeRead) {
  Put("batch-00000.bin", {1});
  PutBytes("batch-00001_0.bin", "abc");
  const std::string path = root_ / "run.journal";
  ScoreJournal first(path, 5);
  ScoreFolderOptions options;
  options.journal = &first;
  EXPECT_FALSE(Score({{1, 1}}, options).ok());
  EXPECT_EQ(ScoreJournal(path, 5).done(), 1u);
}

TEST_F(Scores, ShardsAddUpToTheBitsOfTheWhole) {
  Labels labels;
  for (int64_t i = 0; i < 7; ++i) {
    Put(StrCat("batch-0000", i, ".bin"), {i % 5});
    labels.classes.push_back(i % 2);
  }
  const auto whole = Score(labels, {});
  Accuracy sum;
  for (int64_t i = 3; i >= 1; --i) {
    ScoreFolderOptions options;
    options.shard = {i, 3};
    sum.Add(Score(labels, options)->accuracy);
  }
  EXPECT_EQ(sum, whole->accuracy);
  ScoreFolderOptions empty;
  empty.shard = {1, 8};
  EXPECT_EQ(Score(labels, empty).error().code, ErrorCode::kBadUsage);
}

TEST_F(Scores, FingerprintsTellOtherLabelsAndResultsApart) {
  Put("batch-00000.bin", {1});
  const auto own = [&](const Labels& labels) {
    return *ResultsFingerprint(*ListResults({&folder_, 1}), labels, {});
  };
  const auto shared = [&](const Labels& labels) {
    return *ShardedResultsFingerprint(*ListResults({&folder_, 1}), labels, {});
  };
  const uint64_t first = own({{1}});
  const uint64_t first_shared = shared({{1}});
  EXPECT_EQ(own({{1}}), first);
  EXPECT_NE(own({{2}}), first);
  EXPECT_NE(shared({{2}}), first_shared);
  Put("batch-00000.bin", {1, 2});
  EXPECT_NE(own({{1}}), first);
  EXPECT_NE(shared({{1}}), first_shared);
}

TEST_F(Scores, RefusesBytesThatAreNoScores) {
  PutBytes("0_0.bin", "abc");
  EXPECT_EQ(Score({1}).error().code, ErrorCode::kBadDataset);
  PutBytes("0_0.bin", "");
  EXPECT_EQ(Score({1}).error().code, ErrorCode::kBadDataset);
  std::filesystem::remove(folder_ + "/0_0.bin");
  PutBytes("0_0.txt", "1.0 x \n");
  EXPECT_THAT(Score({1}).error().message, HasSubstr("no number at byte 4"));
  std::filesystem::remove(folder_ + "/0_0.txt");
  EXPECT_THAT(Score({1}).error().message, HasSubstr("no result file"));
}

TEST_F(Scores, ReadsLabelsOfBothShapes) {
  const std::string path = root_ / "gt.npy";
  ASSERT_TRUE(
      WriteNpy(path, Tensor::Of<int64_t>({2, 2}, {1, 2, 3, 4}).view()).ok());
  EXPECT_EQ(ReadLabels(path)->images_per_file, 2);
  ASSERT_TRUE(WriteNpy(path, Tensor::Of<int32_t>({2}, {1, 2}).view()).ok());
  EXPECT_EQ(ReadLabels(path)->images_per_file, 1);
  EXPECT_THAT(ReadLabels(path)->classes, ElementsAre(1, 2));
  ASSERT_TRUE(WriteNpy(path, Tensor::Of<float>({2}, {1, 2}).view()).ok());
  EXPECT_EQ(ReadLabels(path).error().code, ErrorCode::kBadDataset);
}

TEST(LabelsByPosition, TakesFiftyImagesAClass) {
  const Labels labels = LabelsByPosition(101);
  EXPECT_EQ(labels.classes[49], 0);
  EXPECT_EQ(labels.classes[50], 1);
  EXPECT_EQ(labels.classes[100], 2);
}

}  // namespace
}  // namespace burin
