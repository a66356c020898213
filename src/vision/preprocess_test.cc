// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/preprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/bulk_output.h"
#include "base/test_folder.h"
#include "formats/npy.h"
#include "vision/test_images.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two classes: three images and two.
class PreprocessTest : public testing::Test {
 protected:
  PreprocessTest() {
    const char* names[] = {"data/val/cat/1.jpg", "data/val/cat/2.JPEG",
                           "data/val/cat/3.png", "data/val/dog/1.jpg",
                           "data/val/dog/2.jpg"};
    const char* images[] = {"rgb_420_120x50.jpg", "gray_15x16.jpg",
                            "palette_8bit_11x5.png", "cmyk_18x11.jpg",
                            "rgb_444_17x13.jpg"};
    for (int i = 0; i < 5; ++i) {
      files_.push_back(Slurp(TestImagePath(images[i])));
      root_.Write(names[i], files_.back());
    }
    options_.data_root = root_ / "data";
    options_.save_dir = root_ / "out/bins";
    options_.transform.image_size = 16;
  }

  Result<PreprocessReport> Run(const PreprocessWatch& watch = {}) {
    ThreadPool pool(3);
    return Preprocess(options_, Isa::kScalar, pool, watch);
  }

  // The bytes that image `index` becomes.
  std::string Expected(int index) {
    const Result<Transform> transform = MakeTransform(options_.transform);
    EXPECT_TRUE(transform.ok());
    std::vector<float> floats(transform->floats());
    TransformScratch scratch;
    EXPECT_TRUE(TransformImageFile(AsBytes(files_[index]), *transform,
                                   kScalarResize, scratch, floats)
                    .ok());
    return std::string(AsText(std::as_bytes(std::span(floats))));
  }

  const TestFolder root_;
  std::vector<std::string> files_;
  PreprocessOptions options_;
};

TEST_F(PreprocessTest, WritesOneFilePerImageAndTheLabels) {
  const Result<PreprocessReport> report = Run();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->images, 5);
  EXPECT_EQ(report->files, 5);
  EXPECT_EQ(report->dropped, 0);
  EXPECT_EQ(report->classes, 2);
  EXPECT_THAT(
      NamesIn(options_.save_dir),
      ElementsAre("batch-00000.bin", "batch-00001.bin", "batch-00002.bin",
                  "batch-00003.bin", "batch-00004.bin"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(Slurp(options_.save_dir + "/" +
                      InputFileName(Recipe::kSpach, i)) == Expected(i));
  }
  EXPECT_EQ(report->gt_path, root_ / "out/labels.npy");
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins", "labels.npy"));
  const Result<Tensor> labels = ReadNpy(report->gt_path);
  ASSERT_TRUE(labels.ok());
  EXPECT_EQ(labels->dims(), (Dims{5, 1}));
  EXPECT_THAT(labels->Span<int64_t>(), ElementsAre(0, 0, 0, 1, 1));
}

TEST_F(PreprocessTest, LeavesTheLastShortBatchOut) {
  options_.batch_size = 2;
  options_.transform.recipe = Recipe::kT2tVit;
  options_.gt_path = root_ / "labels/new/gt.npy";
  const Result<PreprocessReport> report = Run();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->images, 4);
  EXPECT_EQ(report->dropped, 1);
  EXPECT_THAT(NamesIn(options_.save_dir),
              ElementsAre("00000.bin", "00001.bin"));
  EXPECT_TRUE(Slurp(options_.save_dir + "/00001.bin") ==
              Expected(2) + Expected(3));
  const Result<Tensor> labels = ReadNpy(options_.gt_path);
  ASSERT_TRUE(labels.ok());
  EXPECT_EQ(labels->dims(), (Dims{2, 2}));
  EXPECT_THAT(labels->Span<int64_t>(), ElementsAre(0, 0, 0, 1));
}

TEST_F(PreprocessTest, NamesEveryDamagedImageAndWritesNoLabels) {
  ASSERT_TRUE(Run().ok());
  root_.Write("data/val/cat/2.JPEG", files_[1].substr(0, 300));
  root_.Write("data/val/dog/2.jpg", files_[4].substr(0, 300));
  const Result<PreprocessReport> report = Run();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kBadImage);
  EXPECT_EQ(report.error().message,
            (root_ / "data/val/cat/2.JPEG") +
                ": jpeg: the file ends before the picture does; " +
                (root_ / "data/val/dog/2.jpg") +
                ": jpeg: the file ends before the picture does");
  // The labels of the run before are gone too, and nothing unfinished is left.
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins", "bins.journal"));
  for (const std::string& name : NamesIn(options_.save_dir)) {
    EXPECT_THAT(name, testing::MatchesRegex("batch-[0-9]+\\.bin"));
  }
}

TEST_F(PreprocessTest, RefusesOtherFormatsBeforeItWritesAnything) {
  root_.Write("data/val/dog/a.bmp", "BM..............");
  const Result<PreprocessReport> report = Run();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kUnsupportedFormat);
  EXPECT_THAT(report.error().message, HasSubstr("dog/a.bmp: BMP"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "out"));
}

TEST_F(PreprocessTest, RefusesABatchThatTheImagesDoNotFill) {
  options_.batch_size = 6;
  const Result<PreprocessReport> report = Run();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kBadDataset);
  EXPECT_THAT(report.error().message, HasSubstr("5 images fill no batch of 6"));
}

TEST_F(PreprocessTest, RefusesImpossibleBatchSizes) {
  for (const int batch : {0, -1, kMaxPreprocessBatch + 1}) {
    options_.batch_size = batch;
    const Result<PreprocessReport> report = Run();
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::kBadUsage);
  }
}

TEST_F(PreprocessTest, ReportsProgressUpToTheEnd) {
  std::vector<int64_t> seen;
  PreprocessWatch watch;
  watch.context = &seen;
  watch.progress = [](void* context, int64_t done, int64_t total) {
    EXPECT_EQ(total, 5);
    static_cast<std::vector<int64_t>*>(context)->push_back(done);
  };
  ASSERT_TRUE(Run(watch).ok());
  EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(PreprocessTest, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  PreprocessWatch watch;
  watch.stop = &stop;
  const Result<PreprocessReport> report = Run(watch);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins"));
}

// Stops by itself after `files` files.
struct Stopper {
  explicit Stopper(int64_t files) : left(files) {
    watch.context = this;
    watch.stop = &stop;
    watch.progress = [](void* context, int64_t, int64_t) {
      auto* self = static_cast<Stopper*>(context);
      if (--self->left == 0) self->stop = true;
    };
  }
  int64_t left;
  std::atomic<bool> stop{false};
  PreprocessWatch watch;
};

TEST_F(PreprocessTest, StopsWhileItLooksForDamagedImages) {
  root_.Write("data/val/cat/1.jpg", files_[0].substr(0, 300));
  Stopper stopper(2);
  ThreadPool pool(1);
  const Result<PreprocessReport> report =
      Preprocess(options_, Isa::kScalar, pool, stopper.watch);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
  EXPECT_THAT(report.error().message,
              HasSubstr("after 2 of 5 images; 1 of them cannot be read: "));
  EXPECT_THAT(report.error().message, HasSubstr("cat/1.jpg: jpeg: "));
}

TEST_F(PreprocessTest, GoesOnWhereItWasStopped) {
  Stopper stopper(2);
  EXPECT_EQ(Run(stopper.watch).error().code, ErrorCode::kInterrupted);
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins", "bins.journal"));
  int64_t told = 0;
  PreprocessWatch watch;
  watch.context = &told;
  watch.resumed = [](void* context, int64_t done, int64_t total) {
    EXPECT_EQ(total, 5);
    *static_cast<int64_t*>(context) = done;
  };
  const Result<PreprocessReport> report = Run(watch);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_GE(report->files_before, 2);
  EXPECT_EQ(report->files_before, told);
  EXPECT_EQ(report->files, 5);
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(Slurp(options_.save_dir + "/" +
                      InputFileName(Recipe::kSpach, i)) == Expected(i));
  }
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins", "labels.npy"));
  EXPECT_EQ(Run()->files_before, 0);  // a finished run begins anew
}

TEST_F(PreprocessTest, StartsAnewWhenTheRunIsAnother) {
  Stopper stopper(2);
  EXPECT_FALSE(Run(stopper.watch).ok());
  options_.transform.crop_pct = 0.5;
  const Result<PreprocessReport> report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files_before, 0);
  EXPECT_TRUE(Slurp(options_.save_dir + "/batch-00000.bin") == Expected(0));
}

TEST_F(PreprocessTest, MakesAgainWhatWasTakenAwayMeanwhile) {
  Stopper stopper(3);
  EXPECT_FALSE(Run(stopper.watch).ok());
  std::filesystem::remove(options_.save_dir + "/batch-00001.bin");
  const Result<PreprocessReport> report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files_before, 1);
  EXPECT_TRUE(Slurp(options_.save_dir + "/batch-00001.bin") == Expected(1));
}

TEST_F(PreprocessTest, AnImageThatIsDeletedMeanwhileIsNamedAndNothingIsLost) {
  const std::string gone = root_ / "data/val/dog/2.jpg";
  PreprocessWatch watch;
  watch.context = const_cast<std::string*>(&gone);
  watch.progress = [](void* context, int64_t done, int64_t) {
    const auto& path = *static_cast<const std::string*>(context);
    if (done == 1) std::filesystem::rename(path, path + ".away");
  };
  ThreadPool pool(1);
  const Result<PreprocessReport> failed =
      Preprocess(options_, Isa::kScalar, pool, watch);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(failed.error().message, HasSubstr(gone));
  EXPECT_THAT(NamesIn(root_ / "out"), ElementsAre("bins", "bins.journal"));
  std::filesystem::rename(gone + ".away", gone);
  const Result<PreprocessReport> report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files_before, 4);
  EXPECT_TRUE(Slurp(options_.save_dir + "/batch-00004.bin") == Expected(4));
}

TEST_F(PreprocessTest, ShardsMakeTogetherWhatOneRunMakes) {
  for (int64_t i = 1; i <= 3; ++i) {
    options_.shard = {i, 3};
    const Result<PreprocessReport> report = Run();
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->files, i == 1 ? 1 : 2);
    EXPECT_EQ(ReadNpy(report->gt_path)->dims(), (Dims{5, 1}));
  }
  EXPECT_EQ(NamesIn(options_.save_dir).size(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(Slurp(options_.save_dir + "/" +
                      InputFileName(Recipe::kSpach, i)) == Expected(i));
  }
  options_.shard = {1, 6};
  EXPECT_EQ(Run().error().code, ErrorCode::kBadUsage);
}

TEST_F(PreprocessTest, KeepsAnImageThatLabelsAreToReplace) {
  std::filesystem::create_symlink(root_ / "data/val/cat/2.JPEG", root_ / "gt");
  for (const char* name : {"data/val/cat/2.JPEG", "gt"}) {
    options_.gt_path = root_ / name;
    const Result<PreprocessReport> report = Run();
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::kBadUsage);
    EXPECT_THAT(report.error().message, HasSubstr("cat/2.JPEG, which labels"));
    EXPECT_EQ(Slurp(root_ / name), files_[1]);
  }
  EXPECT_FALSE(std::filesystem::exists(options_.save_dir));
}

TEST_F(PreprocessTest, KeepsWhatIsNoRegularFile) {
  options_.gt_path = root_ / "pipe";
  ASSERT_EQ(mkfifo(options_.gt_path.c_str(), 0600), 0);
  EXPECT_THAT(Run().error().message, HasSubstr("not a regular file"));
  EXPECT_TRUE(std::filesystem::is_fifo(options_.gt_path));
  EXPECT_FALSE(std::filesystem::exists(options_.save_dir));
}

TEST_F(PreprocessTest, RefusesAFolderThatAnotherRunWritesInto) {
  const Result<BulkOutput> other = BulkOutput::Open(options_.save_dir);
  ASSERT_TRUE(other.ok());
  EXPECT_THAT(Run().error().message, HasSubstr("another run"));
}

TEST(InputFileName, HasAtLeastFiveDigits) {
  EXPECT_EQ(InputFileName(Recipe::kSpach, 7), "batch-00007.bin");
  EXPECT_EQ(InputFileName(Recipe::kT2tVit, 123456), "123456.bin");
}

TEST(DefaultLabelsPath, LiesBesideTheSaveFolder) {
  EXPECT_EQ(DefaultLabelsPath("a/b"), "a/labels.npy");
  EXPECT_EQ(DefaultLabelsPath("a/b//"), "a/labels.npy");
  EXPECT_EQ(DefaultLabelsPath("b"), "./labels.npy");
  EXPECT_EQ(DefaultLabelsPath("/b"), "/labels.npy");
}

}  // namespace
}  // namespace burin
