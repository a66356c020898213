// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/keep_faster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"

namespace burin {
namespace {

TriedRewrite Judged(const std::vector<double>& before,
                    const std::vector<double>& after, double threshold = 0) {
  TriedRewrite tried;
  JudgePairs(before, after, threshold, tried);
  return tried;
}

TEST(JudgePairs, KeepsWhatIsFasterInEveryPair) {
  const TriedRewrite tried = Judged({10, 11, 10, 11}, {8, 8.8, 8.01, 8.79});
  EXPECT_TRUE(tried.kept);
  EXPECT_NEAR(tried.gain, 0.2, 1e-3);
  EXPECT_EQ(tried.before_ms, 10.5);
  EXPECT_NEAR(tried.after_ms, 8.4, 0.01);
}

TEST(JudgePairs, DropsWhatIsSlowerOrOnlyNoise) {
  EXPECT_FALSE(Judged({10, 11, 10, 11}, {12, 13, 12, 13}).kept);
  EXPECT_FALSE(Judged({10, 12, 9, 11}, {9, 13, 10, 9.5}).kept);
  EXPECT_FALSE(Judged({10, 10, 10}, {10, 10, 10}).kept);
}

TEST(JudgePairs, AsksForMoreThanTheThreshold) {
  const std::vector<double> before = {10, 10, 10, 10};
  const std::vector<double> after = {9, 9.01, 8.99, 9};
  EXPECT_TRUE(Judged(before, after, 0.05).kept);
  EXPECT_FALSE(Judged(before, after, 0.15).kept);
}

TEST(JudgePairs, SaysNothingOfFewerThanTwoPairs) {
  EXPECT_FALSE(Judged({10}, {5}).kept);
  EXPECT_FALSE(Judged({10, 0}, {5, 5}).kept);
}

class KeepFasterTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteOnnx(folder_, "in.onnx", SmallShiftVit(1));
    options_.work_folder = folder_.path();
    options_.loop = 3;
    options_.threads = 1;
  }
  std::string in() const { return folder_ / "in.onnx"; }
  std::string out() const { return folder_ / "out.onnx"; }

  const TestFolder folder_;
  KeepFasterOptions options_;
};

TEST_F(KeepFasterTest, DoesNotTimeWhatTheCompilerDoesItself) {
  const auto report = KeepFaster(in(), out(), {}, options_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  bool matched = false;
  for (const TriedRewrite& tried : report->rewrites) {
    matched |= tried.matches > 0;
    const bool measured = tried.matches > 0 && !tried.same_plan;
    EXPECT_EQ(tried.before_ms > 0, measured) << tried.name;
    EXPECT_TRUE(measured || !tried.kept) << tried.name;
  }
  EXPECT_TRUE(matched);
  EXPECT_TRUE(FileSize(out()).ok());
}

TEST_F(KeepFasterTest, LeavesTheModelWhereNothingIsFaster) {
  options_.threshold = 0.99;
  const auto report = KeepFaster(in(), out(), {}, options_);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->nodes_after, report->nodes_before);
  EXPECT_EQ(*FileSize(out()), *FileSize(in()));
}

TEST_F(KeepFasterTest, StopsWithoutAFile) {
  const std::atomic<bool> stop = true;
  options_.stop = &stop;
  EXPECT_EQ(KeepFaster(in(), out(), {}, options_).error().code,
            ErrorCode::kInterrupted);
  EXPECT_FALSE(FileSize(out()).ok());
}

TEST_F(KeepFasterTest, RefusesAnUnknownName) {
  const std::vector<std::string> names = {"nothing"};
  EXPECT_EQ(KeepFaster(in(), out(), names, options_).error().code,
            ErrorCode::kBadUsage);
}

}  // namespace
}  // namespace burin
