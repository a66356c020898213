// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "bench/bench_table.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// A folder with a small network.
class MeasureTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteOnnx(folder_, "net.onnx", SmallShiftVit(1));
    options_.batches = {1, 2};
    options_.precisions = {"fp32"};
    options_.loop = 3;
    options_.threads = 1;
    options_.work_folder = folder_.path();
    options_.profile = false;
  }

  const TestFolder folder_;
  const std::string model_ = folder_ / "net.onnx";
  BenchOptions options_;
};

TEST_F(MeasureTest, MakesARowForEachPrecisionAndBatch) {
  options_.precisions = {"fp32", "bf16"};
  options_.profile = true;
  size_t called = 0;
  options_.row = [&](const BenchRow&) { ++called; };
  const Result<BenchReport> report = MeasureModel(model_, options_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->rows.size(), 4u);
  EXPECT_EQ(called, 4u);
  for (const BenchRow& row : report->rows) {
    EXPECT_EQ(row.compute.count, 3u);
    EXPECT_GT(row.images_per_second(), 0);
    EXPECT_GT(row.peak_gflops, 0);
    EXPECT_GT(row.gflop_per_image, 0);
    EXPECT_EQ(row.threads, 1);
  }
  EXPECT_EQ(report->rows[0].gflop_per_image, report->rows[1].gflop_per_image);
  EXPECT_EQ(report->rows[2].precision, "bf16");
  ASSERT_TRUE(report->profile.has_value());
  EXPECT_EQ(report->profile->batch, report->best()->batch);
  EXPECT_GT(report->machine.memory_gigabytes, 0);
  EXPECT_FALSE(report->scores[0].self_check.ran);
  EXPECT_TRUE(report->scores[1].self_check.ran);
}

TEST_F(MeasureTest, HoldsStepsThatAreKeptAgainstThePeakOfTheirPrecision) {
  options_.batches = {1};
  options_.precisions = {"int8"};
  options_.compile.keep_dtype = {"OpType::FusedLinear", "OpType::FusedMlp"};
  options_.profile = true;
  const Result<BenchReport> report = MeasureModel(model_, options_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_TRUE(report->profile.has_value());
  ASSERT_EQ(report->profile->peaks.size(), 1u);
  EXPECT_EQ(report->profile->peaks[0].precision, "fp32");
  EXPECT_GT(report->profile->peaks[0].gflops, 0);
}

TEST_F(MeasureTest, KeepsNoPlateThatNothingNeeds) {
  options_.batches = {1, 2, 3, 4};
  ASSERT_TRUE(MeasureModel(model_, options_).ok());
  size_t plates = 0;
  for (const std::string& name : NamesIn(folder_.path())) {
    plates += name.ends_with(".plate") ? 1 : 0;
  }
  EXPECT_EQ(plates, 1u);
}

TEST_F(MeasureTest, GivesBackWhatItHasWhenStopped) {
  std::atomic<bool> stop = false;
  options_.stop = &stop;
  options_.row = [&](const BenchRow&) { stop = true; };
  const Result<BenchReport> report = MeasureModel(model_, options_);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->rows.size(), 1u);
  EXPECT_TRUE(report->interrupted);
  EXPECT_EQ(MeasureModel(model_, options_).error().code,
            ErrorCode::kInterrupted);
}

TEST_F(MeasureTest, NamesTheRowThatFails) {
  options_.precisions = {"fp7"};
  const Result<BenchReport> report = MeasureModel(model_, options_);
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, HasSubstr("fp7 batch 1: "));
}

TEST_F(MeasureTest, FixesTheBatchOfEveryInput) {
  const auto shapes = ShapesOfBatch(model_, 5);
  ASSERT_TRUE(shapes.ok());
  ASSERT_EQ(shapes->size(), 1u);
  EXPECT_THAT((*shapes)[0].second, ElementsAre(5, 3, 32, 32));
}

}  // namespace
}  // namespace burin
