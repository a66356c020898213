// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/trace.h"

#include <gtest/gtest.h>

#include <map>

#include "base/file.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "ir/graph.h"
#include "plate/plate.h"

namespace burin {
namespace {

class TraceTest : public testing::Test {
 protected:
  // Two steps of tasks and between them a reference op, which is whole; for
  // each of so many blocks.
  Session Open(int threads, int64_t blocks = 1) {
    Graph graph;
    const Dims dims = {64, 4096};
    const ValueId in = graph.AddInput("input", {DType::kFloat32, dims});
    const ValueId relu = *graph.Add(Relu{}, {in}, "relu");
    const ValueId erf = *graph.Add(Erf{}, {relu}, "erf");
    graph.AddOutput(*graph.Add(Exp{}, {erf}, "exp"), "output");
    auto emitted = Emit(graph, Isa::kScalar);
    EXPECT_TRUE(emitted.ok());
    emitted->plan.blocks = blocks;
    EXPECT_TRUE(
        WritePlate(plate_, emitted->plan, emitted->weights.span()).ok());
    return std::move(Session::Open(plate_, {threads})).value();
  }

  // The trace as a file has it.
  Json Written(const MeasuredProfile& profile) {
    EXPECT_TRUE(WriteJson(trace_, TraceJson(profile, "net.plate")).ok());
    const auto file = ReadFile(trace_);
    EXPECT_TRUE(file.ok());
    const char* text = reinterpret_cast<const char*>(file->data());
    return Json::parse(text, text + file->size());
  }

  static std::vector<Json> EventsOf(const Json& trace, const char* category) {
    std::vector<Json> out;
    for (const Json& event : trace["traceEvents"]) {
      if (event["ph"] == "X" && event["cat"] == category) out.push_back(event);
    }
    return out;
  }

  static std::vector<std::string> RowNames(const Json& trace) {
    std::vector<std::string> out;
    for (const Json& event : trace["traceEvents"]) {
      if (event["name"] == "thread_name") out.push_back(event["args"]["name"]);
    }
    return out;
  }

  const TestFolder folder_;
  const std::string plate_ = folder_ / "net.plate";
  const std::string trace_ = folder_ / "trace.json";
};

TEST_F(TraceTest, HasAllStepsAndEveryTaskInsideItsStep) {
  Session session = Open(2);
  const auto profile = MeasureProfile(session, ProfileKind::kTrace, 100000);
  ASSERT_TRUE(profile.ok());
  const Json trace = Written(*profile);
  const std::vector<Json> steps = EventsOf(trace, "step");
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0]["name"], "Relu");
  EXPECT_EQ(steps[1]["name"], "Erf");
  EXPECT_EQ(steps[1]["args"]["kernel"], "reference");
  EXPECT_EQ(steps[2]["name"], "Exp");
  std::vector<size_t> tasks(3);
  constexpr double kRounding = 1e-6;  // microseconds, of the sum below
  for (const Json& task : EventsOf(trace, "task")) {
    const size_t i = task["args"]["step"];
    ASSERT_LT(i, 3u);
    ++tasks[i];
    const double start = task["ts"];
    const double end = start + task["dur"].get<double>();
    const double step_start = steps[i]["ts"];
    EXPECT_GE(start, step_start);
    EXPECT_LE(end, step_start + steps[i]["dur"].get<double>() + kRounding);
    EXPECT_TRUE(task["tid"] == 1 || task["tid"] == 2);
  }
  EXPECT_GT(tasks[0], 1u);
  EXPECT_EQ(tasks[1], 1u);
  EXPECT_GT(tasks[2], 1u);
  EXPECT_EQ(trace["otherData"]["tasks_left_out"], 0);
}

TEST_F(TraceTest, NamesARowForEachThread) {
  Session session = Open(3);
  const auto profile = MeasureProfile(session, ProfileKind::kTrace, 100000);
  ASSERT_TRUE(profile.ok());
  EXPECT_EQ(
      RowNames(Written(*profile)),
      (std::vector<std::string>{"steps", "thread 0", "thread 1", "thread 2"}));
}

TEST_F(TraceTest, HasEveryBlockInTheRowsOfItsTeam) {
  Session session = Open(2, 4);
  const auto profile = MeasureProfile(session, ProfileKind::kTrace, 100000);
  ASSERT_TRUE(profile.ok());
  const Json trace = Written(*profile);
  EXPECT_EQ(RowNames(trace),
            (std::vector<std::string>{"team 0 steps", "thread 0",
                                      "team 1 steps", "thread 1"}));
  std::map<std::pair<int, int>, Json> steps;  // by block and step
  for (const Json& step : EventsOf(trace, "step")) {
    const int block = step["args"]["block"];
    EXPECT_EQ(step["tid"], block % 2 == 0 ? 0 : 2);
    steps[{block, step["args"]["step"].get<int>()}] = step;
  }
  EXPECT_EQ(steps.size(), 12u);
  for (const Json& task : EventsOf(trace, "task")) {
    const auto step = steps.find(
        {task["args"]["block"].get<int>(), task["args"]["step"].get<int>()});
    ASSERT_NE(step, steps.end());
    EXPECT_EQ(task["tid"], step->second["tid"].get<int>() + 1);
    EXPECT_GE(task["ts"].get<double>(), step->second["ts"].get<double>());
  }
  EXPECT_EQ(trace["otherData"]["blocks"], 4);
  EXPECT_EQ(trace["otherData"]["steps_left_out"], 0);
  EXPECT_EQ(trace["otherData"]["tasks_left_out"], 0);
}

TEST_F(TraceTest, GivesAStepTheWorkOfItsBlock) {
  constexpr size_t kFloats = 64 * 4096;  // in and out
  for (const int64_t blocks : {1, 4}) {
    Session session = Open(2, blocks);
    const auto profile = MeasureProfile(session, ProfileKind::kTrace, 100000);
    ASSERT_TRUE(profile.ok());
    for (const Json& step : EventsOf(Written(*profile), "step")) {
      EXPECT_EQ(step["args"]["bytes"], 2 * kFloats * sizeof(float));
    }
  }
}

TEST(TraceJson, DividesTheProductsOfABatchAmongItsBlocks) {
  MeasuredProfile profile;
  profile.run.blocks = 2;
  profile.run.team_threads = {1};
  profile.run.steps.resize(1);
  profile.run.steps[0].gflop = 3;
  profile.run.step_times = {{0, 1, 0, {0, 500'000'000}}};
  const Json trace = TraceJson(profile, "net.plate");
  const Json& args = trace["traceEvents"].back()["args"];
  EXPECT_DOUBLE_EQ(args["gflop"].get<double>(), 1.5);
  EXPECT_DOUBLE_EQ(args["gflops"].get<double>(), 3);
}

TEST_F(TraceTest, KeepsNoMoreTasksThanItMayAndSaysSo) {
  Session session = Open(2);
  const auto profile = MeasureProfile(session, ProfileKind::kTrace, 2);
  ASSERT_TRUE(profile.ok());
  const Json trace = Written(*profile);
  EXPECT_LE(EventsOf(trace, "task").size(), 2u);
  EXPECT_EQ(EventsOf(trace, "step").size(), 3u);
  EXPECT_GT(trace["otherData"]["tasks_left_out"], 0);
}

}  // namespace
}  // namespace burin
