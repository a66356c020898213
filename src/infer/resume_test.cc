// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/resume.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "infer/summary.h"
#include "ir/graph.h"
#include "plate/plate.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A plate that takes batch x 2 floats and gives max(x, 0), and files of one
// sample each: {i + 1, -i - 1}.
class ResumeTest : public testing::Test {
 protected:
  void SetUp() override {
    Graph graph;
    const ValueId in = graph.AddInput("input", {DType::kFloat32, {2, 2}});
    graph.AddOutput(*graph.Add(Relu{}, {in}, "relu"), "output");
    const auto emitted = Emit(graph, Isa::kScalar);
    ASSERT_TRUE(
        WritePlate(plate_, emitted->plan, emitted->weights.span()).ok());
    session_.emplace(std::move(Session::Open(plate_, {1})).value());
    std::vector<std::string> paths;
    for (int i = 0; i < 9; ++i) {
      const float sample[] = {i + 1.0f, -i - 1.0f};
      paths.push_back(parent_ / StrCat("f", i, ".bin"));
      ASSERT_TRUE(
          WriteFile(paths.back(), std::as_bytes(std::span(sample))).ok());
    }
    grouping_ = std::move(GroupFiles({paths}, session_->inputs())).value();
  }

  Result<RunReport> Run(RunOptions options = {}) {
    BURIN_ASSIGN(const BulkOutput folder, BulkOutput::Open(parent_ / "out"));
    went_on_.clear();
    return RunFilesResumed(*session_, plate_, grouping_, options, folder,
                           [&](size_t done, size_t total) {
                             went_on_ = {done, total};
                           });
  }
  // A run that is stopped when it has begun batch `batch`.
  Error RunStopped(size_t batch) {
    std::atomic<bool> stop{false};
    RunOptions options;
    options.stop = &stop;
    options.progress = [&](size_t done, size_t) { stop = done == batch; };
    return Run(options).error();
  }
  bool AllThere() {
    for (int i = 0; i < 9; ++i) {
      const auto file = ReadFile(parent_ / StrCat("out/f", i, "_0.bin"));
      const float expected[] = {i + 1.0f, 0};
      if (!file.ok() ||
          AsText(file->span()) != AsText(std::as_bytes(std::span(expected)))) {
        return false;
      }
    }
    return !std::filesystem::exists(parent_ / "out.journal") &&
           !std::filesystem::exists(parent_ / ".out.partial");
  }

  const TestFolder parent_;
  const std::string plate_ = parent_ / "relu.plate";
  std::optional<Session> session_;
  Grouping grouping_;
  std::vector<size_t> went_on_;
};

TEST_F(ResumeTest, GoesOnWhereTheRunWasStopped) {
  EXPECT_EQ(RunStopped(2).code, ErrorCode::kInterrupted);
  EXPECT_TRUE(std::filesystem::exists(parent_ / "out.journal"));
  const auto report = Run();
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(went_on_, ElementsAre(2, 5));
  EXPECT_EQ(report->times.compute_ms.size(), 3u);
  EXPECT_EQ(report->batches_before, 2u);
  EXPECT_EQ(RunSummary(*session_, *report, plate_, {})["burin"]["resumed"],
            (Json{{"batches_before", 2}, {"batches", 3}}));
  EXPECT_EQ(report->records.size(), 9u);
  EXPECT_TRUE(AllThere());
  const auto anew = Run();  // for the run is finished
  ASSERT_TRUE(anew.ok());
  EXPECT_FALSE(
      RunSummary(*session_, *anew, plate_, {})["burin"].contains("resumed"));
  EXPECT_THAT(went_on_, testing::IsEmpty());
}

TEST_F(ResumeTest, StartsAnewForOtherOptionsPlatesAndFiles) {
  RunStopped(2);
  RunOptions npy;
  npy.format = OutputFormat::kNpy;
  ASSERT_TRUE(Run(npy).ok());
  EXPECT_THAT(went_on_, testing::IsEmpty());
  RunStopped(2);
  const float other[] = {5, 5};
  ASSERT_TRUE(
      WriteFile(parent_ / "f8.bin", std::as_bytes(std::span(other))).ok());
  std::filesystem::last_write_time(
      parent_ / "f8.bin",
      std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(went_on_, testing::IsEmpty());
}

TEST_F(ResumeTest, MakesAgainWhatWasTakenAwayMeanwhile) {
  RunStopped(3);
  std::filesystem::remove(parent_ / "out/f2_0.bin");
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(went_on_, ElementsAre(1, 5));
  EXPECT_TRUE(AllThere());
}

TEST_F(ResumeTest, AnInputThatIsDeletedMeanwhileIsNamedAndNothingIsLost) {
  const std::string gone = parent_ / "f6.bin";
  RunOptions options;
  options.progress = [&](size_t done, size_t) {
    if (done == 1) std::filesystem::rename(gone, gone + ".away");
  };
  const auto failed = Run(options);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(failed.error().message, HasSubstr("f6.bin"));
  std::filesystem::rename(gone + ".away", gone);
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(went_on_, ElementsAre(3, 5));
  EXPECT_TRUE(AllThere());
}

TEST_F(ResumeTest, ShardsTakeWholeBatchesAndMakeTogetherTheWhole) {
  const Grouping whole = grouping_;
  for (int64_t i = 1; i <= 3; ++i) {
    grouping_ = *ShardOfGrouping(whole, {i, 3});
    EXPECT_EQ(grouping_.file_count(), i == 1 ? 2u : i == 2 ? 4u : 3u);
    ASSERT_TRUE(Run().ok());
  }
  EXPECT_TRUE(AllThere());
  EXPECT_EQ(ShardOfGrouping(whole, {1, 6}).error().code, ErrorCode::kBadUsage);
}

TEST_F(ResumeTest, FingerprintOfShardsGoesWithCopiesAndNotWithOthers) {
  const uint64_t first = *ShardedRunFingerprint(plate_, grouping_);
  const std::string copy = parent_ / "elsewhere";
  ASSERT_TRUE(MakeFolder(copy).ok());
  Grouping copied = grouping_;
  for (std::string& path : copied.files[0]) {
    const std::string to = copy + "/" + path.substr(path.rfind('/') + 1);
    std::filesystem::copy_file(path, to);
    path = to;
  }
  std::filesystem::copy_file(plate_, copy + "/relu.plate");
  EXPECT_EQ(*ShardedRunFingerprint(copy + "/relu.plate", copied), first);
  copied.files[0].pop_back();
  EXPECT_NE(*ShardedRunFingerprint(plate_, copied), first);
  EXPECT_NE(*ShardedRunFingerprint(grouping_.files[0][0], grouping_), first);
}

}  // namespace
}  // namespace burin
