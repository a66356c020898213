// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/trace.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "compiler/emit.h"
#include "ir/graph.h"
#include "plate/plate.h"

namespace burin {
namespace {

class TraceTest : public testing::Test {
 protected:
  ~TraceTest() override {
    std::filesystem::remove(plate_);
    std::filesystem::remove(trace_);
  }

  // Two steps of tasks and between them a reference op, which is whole.
  Session Open(int threads) {
    Graph graph;
    const Dims dims = {64, 4096};
    const ValueId in = graph.AddInput("input", {DType::kFloat32, dims});
    const ValueId relu = *graph.Add(Relu{}, {in}, "relu");
    const ValueId erf = *graph.Add(Erf{}, {relu}, "erf");
    graph.AddOutput(*graph.Add(Exp{}, {erf}, "exp"), "output");
    const auto emitted = Emit(graph, Isa::kScalar);
    EXPECT_TRUE(emitted.ok());
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

  const std::string plate_ = StrCat(testing::TempDir(), "trace-", getpid());
  const std::string trace_ = plate_ + ".json";
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
  const Json trace = Written(*profile);
  std::vector<std::string> names;
  for (const Json& event : trace["traceEvents"]) {
    if (event["name"] == "thread_name") names.push_back(event["args"]["name"]);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"steps", "thread 0", "thread 1",
                                             "thread 2"}));
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
