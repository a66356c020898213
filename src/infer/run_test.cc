// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "infer/batch_room.h"
#include "infer/summary.h"
#include "ir/graph.h"
#include "plate/plate.h"

namespace burin {
namespace {

using testing::ElementsAre;

// For RunOptions::saved: notes every number of batches that are saved.
auto AppendTo(std::vector<size_t>& saved) {
  return [&saved](size_t batches) -> Result<void> {
    saved.push_back(batches);
    return {};
  };
}

// A plate that takes batch x 2 floats and gives max(x, 0).
class RunTest : public testing::Test {
 protected:
  Session Open(int64_t batch, int streams = 1) {
    Graph graph;
    const ValueId in = graph.AddInput("input", {DType::kFloat32, {batch, 2}});
    graph.AddOutput(*graph.Add(Relu{}, {in}, "relu"), "output");
    const auto emitted = Emit(graph, Isa::kScalar);
    EXPECT_TRUE(emitted.ok());
    const std::string path = parent_ / "relu.plate";
    EXPECT_TRUE(WritePlate(path, emitted->plan, emitted->weights.span()).ok());
    return std::move(
               Session::Open(path, {.threads = streams, .streams = streams}))
        .value();
  }

  // Files f0.bin, f1.bin, ... of one sample each: {i, -i}.
  Grouping Group(const Session& session, size_t files) {
    std::vector<std::string> paths;
    for (size_t i = 0; i < files; ++i) {
      const float sample[] = {static_cast<float>(i), -static_cast<float>(i)};
      paths.push_back(parent_ / StrCat("f", i, ".bin"));
      EXPECT_TRUE(
          WriteFile(paths.back(), std::as_bytes(std::span(sample))).ok());
    }
    return std::move(GroupFiles({paths}, session.inputs())).value();
  }

  std::vector<float> Read(const std::string& name) {
    const auto file = ReadFile(parent_ / "out/" + name);
    EXPECT_TRUE(file.ok());
    std::vector<float> out(file->size() / sizeof(float));
    std::memcpy(out.data(), file->data(), file->size());
    return out;
  }

  size_t Results() const { return NamesIn(parent_ / "out").size(); }

  const TestFolder parent_;
};

TEST(CommonRate, IsAllImagesByTheTimeFromTheFirstToTheLast) {
  const TimeSpan::Clock::time_point zero{std::chrono::seconds(5)};
  const auto report = [&](int from, int to, int64_t samples) {
    RunReport out;
    out.times.compute_ms = {1.0};
    out.executed_samples = samples;
    out.computing = {zero + std::chrono::seconds(from),
                     zero + std::chrono::seconds(to)};
    return out;
  };
  // One after the other: 30 in 6 seconds, not 10 + 20 / 3 a second.
  const RunReport first = report(0, 1, 10);
  const RunReport second = report(3, 6, 20);
  const RunReport idle;
  const RunReport* all[] = {&idle, &second, &first};
  EXPECT_DOUBLE_EQ(CommonRate(all), 5);
  EXPECT_EQ(CommonRate(std::span(all, 1)), 0);
}

TEST_F(RunTest, SavesOneResultForEachFileAndNoneForPadding) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 5);
  const auto folder = BulkOutput::Open(parent_ / "out");
  RunOptions options;
  options.loop = 3;
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(Results(), 5u);
  EXPECT_THAT(Read("f0_0.bin"), ElementsAre(0, 0));
  EXPECT_THAT(Read("f3_0.bin"), ElementsAre(3, 0));
  EXPECT_THAT(Read("f4_0.bin"), ElementsAre(4, 0));
  EXPECT_EQ(report->samples, 5);
  EXPECT_EQ(report->padded_files, 1u);
  EXPECT_EQ(report->times.compute_ms.size(), 9u);
  EXPECT_EQ(report->times.read_ms.size(), 3u);
  ASSERT_EQ(report->records.size(), 5u);
  EXPECT_EQ(report->records[4].outputs[0], parent_ / "out/f4_0.bin");
}

TEST_F(RunTest, LeavesOutTheBatchesOfAnEarlierRunAndReportsWhatIsSaved) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 6);
  const auto folder = BulkOutput::Open(parent_ / "out");
  RunOptions options;
  options.first_batch = 1;
  std::vector<size_t> saved;
  options.saved = AppendTo(saved);
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(Results(), 4u);
  EXPECT_THAT(saved, ElementsAre(2, 3));
  EXPECT_EQ(report->records.size(), 6u);
  EXPECT_EQ(report->samples, 4);
}

TEST_F(RunTest, EndsWhereItIsStoppedAndStillReportsWhatIsSaved) {
  Session session = Open(1);
  const Grouping grouping = Group(session, 4);
  const auto folder = BulkOutput::Open(parent_ / "out");
  std::atomic<bool> stop{false};
  RunOptions options;
  options.stop = &stop;
  options.progress = [&](size_t done, size_t) { stop = done == 2; };
  size_t saved = 0;
  options.saved = [&](size_t batches) -> Result<void> {
    saved = batches;
    return {};
  };
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(saved, 2u);
  EXPECT_EQ(Results(), 2u);
}

TEST_F(RunTest, NamesAFileThatChangedAfterTheCheck) {
  Session session = Open(1);
  const Grouping grouping = Group(session, 3);
  parent_.Write("f2.bin", "short");
  const auto report = RunFiles(session, grouping, {}, nullptr);
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, testing::HasSubstr("f2.bin"));
}

TEST_F(RunTest, RefusesFilesWhoseResultsWouldHaveOneName) {
  Session session = Open(1);
  Grouping grouping = Group(session, 2);
  grouping.files[0][1] = parent_ / "f0.other.bin";
  const auto refused = CheckOutputs(session, grouping, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, testing::HasSubstr("f0_0.bin"));
}

TEST_F(RunTest, PureRunTimesEveryExecutionAndNamesItsResult) {
  Session session = Open(4);
  const auto folder = BulkOutput::Open(parent_ / "out");
  RunOptions options;
  options.loop = 7;
  options.format = OutputFormat::kTxt;
  const auto report = RunPure(session, options, &*folder);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->times.compute_ms.size(), 7u);
  EXPECT_EQ(AsText(ReadFile(parent_ / "out/pure_infer_data_0.txt")->span()),
            "0.000000 0.000000 \n0.000000 0.000000 \n0.000000 0.000000 \n"
            "0.000000 0.000000 \n");
}

TEST_F(RunTest, SummaryHasTheKeysThatOtherProgramsRead) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 3);
  const auto report = RunFiles(session, grouping, {}, nullptr);
  ASSERT_TRUE(report.ok());
  const std::vector<std::string> args = {"--model", "x"};
  const Json json = RunSummary(session, *report, "x", args);
  EXPECT_EQ(json["filesinfo"].size(), 3u);
  EXPECT_EQ(json["filesinfo"]["2"]["infiles"][0], parent_ / "f2.bin");
  EXPECT_EQ(json["NPU_compute_time"]["count"], 2);
  EXPECT_TRUE(json["NPU_compute_time"].contains("percentile(99%)"));
  EXPECT_EQ(json["npu_compute_time_list"].size(), 2u);
  EXPECT_EQ(json["args"].size(), 2u);
  EXPECT_GT(json["throughput"].get<double>(), 0);
}

TEST_F(RunTest, SummarySaysWhatRanAndCountsNoPadding) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 3);
  RunOptions options;
  options.loop = 5;
  const auto report = RunFiles(session, grouping, options, nullptr);
  ASSERT_TRUE(report.ok());
  const std::string plate = parent_ / "relu.plate";
  const Json own = RunSummary(session, *report, plate, {})["burin"];
  EXPECT_EQ(own["samples"], 3);
  EXPECT_EQ(own["executed_samples"], 15);
  EXPECT_EQ(own["executions"], 10);
  EXPECT_EQ(own["padded_files"], 1);
  EXPECT_EQ(own["plate_hash"].get<std::string>().size(), 32u);
  for (const char* key :
       {"p50", "p90", "p95", "p99", "stddev", "mean_error95"}) {
    EXPECT_TRUE(own["compute_ms"].contains(key)) << key;
  }
  for (const char* key : {"cpu", "threads", "streams", "isa"}) {
    EXPECT_TRUE(own.contains(key)) << key;
  }
  EXPECT_DOUBLE_EQ(own["samples_per_second_compute"].get<double>(),
                   1000 * 15 / own["busy_ms"].get<double>());
  EXPECT_DOUBLE_EQ(own["samples_per_second_with_files"].get<double>(),
                   1000 * 3 / own["wall_ms"].get<double>());
}

TEST_F(RunTest, SummaryTellsTheMemoryThatIsNeededAndThatWasTaken) {
  Session session = Open(2, 3);
  const auto report = RunPure(session, {}, nullptr);
  ASSERT_TRUE(report.ok());
  const Json own = RunSummary(session, *report, "x", {})["burin"];
  // Two floats of each of two samples come in and go out.
  EXPECT_EQ(own["memory_bytes"],
            session.weight_bytes() + 3 * (session.arena_bytes() + 2 * 16));
  EXPECT_GT(own["peak_rss_bytes"], own["memory_bytes"]);
  EXPECT_LT(own["peak_rss_bytes"].get<uint64_t>(), uint64_t{1} << 40);
}

TEST_F(RunTest, TellsWhenTheFirstExecutionEnded) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 5);
  for (const int warmup : {0, 2}) {
    RunOptions options;
    options.warmup_count = warmup;
    for (const bool files : {false, true}) {
      const auto start = TimeSpan::Clock::now();
      const auto report = files ? RunFiles(session, grouping, options, nullptr)
                                : RunPure(session, options, nullptr);
      ASSERT_TRUE(report.ok());
      ASSERT_TRUE(report->first_end.has_value());
      EXPECT_GT(*report->first_end, start);
      EXPECT_LE(*report->first_end, report->computing.end);
      const bool while_warming = *report->first_end < report->computing.start;
      EXPECT_EQ(while_warming, warmup > 0);
    }
  }
  RunOptions options;
  options.first_batch = 3;
  const auto nothing = RunFiles(session, grouping, options, nullptr);
  ASSERT_TRUE(nothing.ok());
  EXPECT_FALSE(nothing->first_end.has_value());
}

TEST_F(RunTest, RunsBatchesThatAreTooLargeToBeReadAhead) {
  constexpr int64_t kBatch = kMostAhead / (2 * sizeof(float)) + 1;
  for (const int streams : {1, 2}) {
    Session session = Open(kBatch, streams);
    std::vector<std::string> paths;
    for (int i = 0; i < 4; ++i) {
      const std::vector<float> batch(2 * kBatch, static_cast<float>(i - 1));
      paths.push_back(parent_ / StrCat("whole", i, ".bin"));
      ASSERT_TRUE(
          WriteFile(paths.back(), std::as_bytes(std::span(batch))).ok());
    }
    const auto grouping = GroupFiles({paths}, session.inputs());
    ASSERT_TRUE(grouping.ok());
    const auto folder = BulkOutput::Open(parent_ / "out");
    std::vector<size_t> saved;
    RunOptions options;
    options.saved = AppendTo(saved);
    ASSERT_TRUE(RunFiles(session, *grouping, options, &*folder).ok());
    EXPECT_THAT(saved, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(Read("whole0_0.bin").back(), 0);
    EXPECT_EQ(Read("whole1_0.bin").back(), 0);
    EXPECT_EQ(Read("whole3_0.bin"), std::vector<float>(2 * kBatch, 2));
  }
}

TEST_F(RunTest, SavesBatchesOfSeveralStreamsInTheOrderOfTheFiles) {
  Session session = Open(2, 3);
  const Grouping grouping = Group(session, 41);
  const auto folder = BulkOutput::Open(parent_ / "out");
  std::vector<size_t> saved;
  RunOptions options;
  options.saved = AppendTo(saved);
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->streams, 3);
  EXPECT_EQ(report->samples, 41);
  EXPECT_EQ(Results(), 41u);
  ASSERT_EQ(saved.size(), 21u);
  for (size_t i = 0; i < saved.size(); ++i) EXPECT_EQ(saved[i], i + 1);
  for (size_t i = 0; i < 41; ++i) {
    EXPECT_THAT(Read(StrCat("f", i, "_0.bin")),
                ElementsAre(static_cast<float>(i), 0));
  }
}

TEST_F(RunTest, SavesWhatComesBeforeTheFirstBadFileWithSeveralStreams) {
  Session session = Open(1, 3);
  const Grouping grouping = Group(session, 12);
  for (const char* bad : {"f7.bin", "f9.bin"}) parent_.Write(bad, "short");
  const auto folder = BulkOutput::Open(parent_ / "out");
  size_t saved = 0;
  RunOptions options;
  options.saved = [&](size_t batches) -> Result<void> {
    saved = batches;
    return {};
  };
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error().message, testing::HasSubstr("f7.bin"));
  EXPECT_EQ(saved, 7u);
  EXPECT_EQ(Results(), 7u);
}

TEST_F(RunTest, EndsWhenSavingFails) {
  Session session = Open(1, 2);
  const Grouping grouping = Group(session, 30);
  const auto folder = BulkOutput::Open(parent_ / "out");
  RunOptions options;
  options.saved = [](size_t batches) -> Result<void> {
    if (batches < 4) return {};
    return MakeError(ErrorCode::kNoSpace, "full");
  };
  const auto report = RunFiles(session, grouping, options, &*folder);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(Results(), 4u);
}

TEST_F(RunTest, SharesPureExecutionsBetweenTheStreams) {
  Session session = Open(4, 3);
  RunOptions options;
  options.loop = 10;
  const auto all = RunPure(session, options, nullptr);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->streams, 3);
  EXPECT_EQ(all->times.compute_ms.size(), 10u);
  EXPECT_EQ(all->executed_samples, 40);
  options.streams = 2;
  EXPECT_EQ(RunPure(session, options, nullptr)->streams, 2);
}

TEST_F(RunTest, SaysThatAStreamIsWarmBeforeItsFirstTimedExecution) {
  Session session = Open(4);
  std::vector<std::string> calls;
  RunOptions options;
  options.loop = 2;
  options.warmed_up = [&] { calls.push_back("warm"); };
  options.progress = [&](size_t, size_t) { calls.push_back("done"); };
  ASSERT_TRUE(RunPure(session, options, nullptr).ok());
  EXPECT_THAT(calls, ElementsAre("warm", "done", "done"));
  calls.clear();
  const Grouping grouping = Group(session, 8);
  ASSERT_TRUE(RunFiles(session, grouping, options, nullptr).ok());
  EXPECT_THAT(calls, ElementsAre("warm", "done", "done"));
}

TEST_F(RunTest, GoesOnUntilTheTimeIsOver) {
  Session session = Open(2);
  const Grouping grouping = Group(session, 4);
  RunOptions options;
  options.duration_seconds = 0.04;
  const auto files = RunFiles(session, grouping, options, nullptr);
  ASSERT_TRUE(files.ok());
  EXPECT_GT(files->times.compute_ms.size(), 2u);
  EXPECT_GE(files->wall_ms, 40);
  EXPECT_EQ(files->samples, 4);
  const auto pure = RunPure(session, options, nullptr);
  ASSERT_TRUE(pure.ok());
  EXPECT_GT(pure->times.compute_ms.size(), 1u);
  EXPECT_GE(pure->wall_ms, 40);
}

}  // namespace
}  // namespace burin
