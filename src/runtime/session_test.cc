// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "burin/session.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <thread>

#include "base/test_environment.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "compiler/gear_weights.h"
#include "ir/networks_testing.h"
#include "passes/pipeline.h"
#include "passes/runner.h"
#include "plate/plate.h"

namespace burin {
namespace {

class SessionTest : public testing::Test {
 protected:
  // Makes the plate that OpenPlate opens.
  void Compile(Graph graph, Isa isa,
               Precision precision = Precision::kFloat32) {
    PassContext context{isa, {}};
    context.precision.precision = precision;
    EXPECT_TRUE(RunPasses(graph, CompilePipeline(), context, {}).ok());
    auto emitted = Emit(graph, isa);
    EXPECT_TRUE(emitted.ok()) << emitted.error().message;
    EXPECT_TRUE(WritePlate(path_, emitted->plan, emitted->weights.span()).ok());
  }
  Session OpenPlate(int threads) {
    SessionOptions options;
    options.threads = threads;
    auto session = Session::Open(path_, options);
    EXPECT_TRUE(session.ok()) << session.error().message;
    return std::move(session).value();
  }
  Session Open(Graph graph, Isa isa, int threads,
               Precision precision = Precision::kFloat32) {
    Compile(std::move(graph), isa, precision);
    return OpenPlate(threads);
  }

  static std::vector<float> Run(Session& session,
                                const std::vector<Tensor>& inputs) {
    std::vector<std::span<const std::byte>> in;
    for (const Tensor& t : inputs) in.push_back({t.data(), t.bytes()});
    std::vector<float> out(session.outputs()[0].bytes / sizeof(float));
    const std::span<std::byte> bytes = std::as_writable_bytes(std::span(out));
    const auto ran = session.Run(in, {&bytes, 1});
    EXPECT_TRUE(ran.ok()) << ran.error().message;
    return out;
  }

  const TestFolder folder_;
  const std::string path_ = folder_ / "net.plate";
};

using Network = Graph (*)(int64_t batch);
constexpr Network kNetworks[] = {SmallShiftVit, SmallSmlpNet, SmallT2tVit};

Result<RunProfile> ProfileOf(Session& session, const Graph& graph,
                             const ProfileOptions& options) {
  const std::vector<Tensor> inputs = RandomInputs(graph, 1);
  const std::span<const std::byte> in = {inputs[0].data(), inputs[0].bytes()};
  std::vector<std::byte> out(session.outputs()[0].bytes);
  const std::span<std::byte> output = out;
  return session.Profile({&in, 1}, {&output, 1}, options);
}

TEST_F(SessionTest, GivesTheEvaluatorsResultsOnEveryTier) {
  for (const Network network : kNetworks) {
    const Graph graph = network(2);
    const std::vector<Tensor> inputs = RandomInputs(graph, 7);
    const auto expected = EvaluateGraph(graph, inputs);
    ASSERT_TRUE(expected.ok());
    for (const Isa isa : UsableIsas()) {
      Session session = Open(network(2), isa, 1);
      ExpectNear(Run(session, inputs), expected->at(0).Span<float>(), 2e-5f);
    }
  }
}

TEST_F(SessionTest, MultipliesInBf16OnTheKernelsOfEveryTier) {
  for (const Network network : kNetworks) {
    const Graph graph = network(2);
    const std::vector<Tensor> inputs = RandomInputs(graph, 7);
    const auto expected = EvaluateGraph(graph, inputs);
    ASSERT_TRUE(expected.ok());
    for (const Isa isa : UsableIsas()) {
      Session session = Open(network(2), isa, 1, Precision::kBf16);
      const std::vector<float> one = Run(session, inputs);
      ExpectNear(one, expected->at(0).Span<float>(), 5e-2f);
      Session both = Open(network(2), isa, 2, Precision::kBf16);
      EXPECT_EQ(Run(both, inputs), one);
      const auto profile = ProfileOf(session, network(2), {});
      ASSERT_TRUE(profile.ok());
      for (const StepProfile& step : profile->steps) {
        if (step.gflop == 0) continue;
        EXPECT_NE(step.kernel, "reference") << step.op;
      }
    }
  }
}

class SameBits : public SessionTest {
 protected:
  // A sample alone on one thread, then at each place of a batch of three among
  // noise, on one to three threads.
  void Check(Network network, Isa isa, Precision precision) {
    std::vector<Tensor> one = RandomInputs(network(1), 3);
    std::vector<Tensor> batch = RandomInputs(network(3), 4);
    Session alone = Open(network(1), isa, 1, precision);
    const std::vector<float> expected = Run(alone, one);
    Compile(network(3), isa, precision);
    for (const int threads : {1, 2, 3}) {
      Session session = OpenPlate(threads);
      for (size_t place = 0; place < 3; ++place) {
        std::copy_n(one[0].data(), one[0].bytes(),
                    batch[0].data() + place * one[0].bytes());
        const std::vector<float> all = Run(session, batch);
        const auto begin =
            all.begin() + static_cast<ptrdiff_t>(place * expected.size());
        EXPECT_TRUE(std::equal(expected.begin(), expected.end(), begin))
            << IsaName(isa) << " threads " << threads << " place " << place;
      }
    }
  }
  void CheckAll(Precision precision) {
    for (const Network network : kNetworks) {
      for (const Isa isa : UsableIsas()) Check(network, isa, precision);
    }
  }
};

TEST_F(SameBits, InFp32ForAnyThreadsAndBatchPosition) {
  CheckAll(Precision::kFloat32);
}

TEST_F(SameBits, InBf16ForAnyThreadsAndBatchPosition) {
  CheckAll(Precision::kBf16);
}

TEST_F(SameBits, InInt8ForAnyThreadsAndBatchPosition) {
  CheckAll(Precision::kInt8);
}

TEST_F(SessionTest, CallsFromSeveralThreadsTakeTurns) {
  Session session = Open(SmallShiftVit(1), UsableIsas().back(), 2);
  std::vector<std::vector<Tensor>> inputs;
  std::vector<std::vector<float>> expected;
  for (unsigned i = 0; i < 4; ++i) {
    inputs.push_back(RandomInputs(SmallShiftVit(1), i));
    expected.push_back(Run(session, inputs.back()));
  }
  std::vector<std::thread> callers;
  for (size_t i = 0; i < 4; ++i) {
    callers.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(Run(session, inputs[i]), expected[i]);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_F(SessionTest, StreamsRunSideBySideAndGiveTheSameBits) {
  Session one = Open(SmallT2tVit(1), UsableIsas().back(), 1);
  EXPECT_EQ(one.streams(), 1);
  SessionOptions options;
  options.threads = 3;
  options.streams = 2;
  auto session = Session::Open(path_, options);
  ASSERT_TRUE(session.ok()) << session.error().message;
  EXPECT_EQ(session->streams(), 2);
  EXPECT_EQ(session->threads(), 3);
  std::vector<std::thread> callers;
  for (unsigned i = 0; i < 4; ++i) {
    const std::vector<Tensor> inputs = RandomInputs(SmallT2tVit(1), i);
    const std::vector<float> expected = Run(one, inputs);
    callers.emplace_back([&session, i, expected] {
      const std::vector<Tensor> own = RandomInputs(SmallT2tVit(1), i);
      for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(Run(*session, own), expected);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_F(SessionTest, HasAtMostOneStreamForEachThread) {
  Open(SmallShiftVit(1), Isa::kScalar, 1);
  SessionOptions options;
  options.threads = 2;
  options.streams = 5;
  auto session = Session::Open(path_, options);
  ASSERT_TRUE(session.ok()) << session.error().message;
  EXPECT_EQ(session->streams(), 2);
  options.streams = 0;
  session = Session::Open(path_, options);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, ErrorCode::kBadUsage);
}

TEST_F(SessionTest, RunsTheGearThatIsAskedFor) {
  std::vector<Plan> plans;
  GearWeights weights;
  std::vector<std::vector<float>> plain;
  for (const int64_t batch : {1, 3}) {
    Graph graph = SmallShiftVit(batch);
    const std::vector<Tensor> inputs = RandomInputs(graph, 1);
    Session session = Open(SmallShiftVit(batch), Isa::kScalar, 1);
    plain.push_back(Run(session, inputs));
    ASSERT_TRUE(
        RunPasses(graph, CompilePipeline(), {Isa::kScalar, {}}, {}).ok());
    auto emitted = Emit(graph, Isa::kScalar);
    ASSERT_TRUE(emitted.ok());
    weights.Add(emitted->weights.span(), emitted->plan);
    plans.push_back(std::move(emitted->plan));
  }
  for (Plan& plan : plans) plan.weight_bytes = weights.bytes().size();
  ASSERT_TRUE(WriteGearPlate(path_, plans, weights.bytes()).ok());
  SessionOptions options;
  options.threads = 1;
  EXPECT_EQ(Session::Open(path_, options).error().code, ErrorCode::kBadUsage);
  options.batch = 2;
  EXPECT_EQ(Session::Open(path_, options).error().code, ErrorCode::kBadUsage);
  for (size_t i = 0; i < 2; ++i) {
    options.batch = i == 0 ? 1 : 3;
    auto session = Session::Open(path_, options);
    ASSERT_TRUE(session.ok()) << session.error().message;
    EXPECT_EQ(session->batch(), options.batch);
    EXPECT_EQ(Run(*session, RandomInputs(SmallShiftVit(options.batch), 1)),
              plain[i]);
  }
}

TEST_F(SessionTest, ComputesBlocksAsTheWholeBatchWithAnyThreads) {
  for (const Network network : kNetworks) {
    const std::vector<Tensor> inputs = RandomInputs(network(6), 5);
    std::vector<float> whole;
    {
      Session session = Open(network(6), UsableIsas().back(), 1);
      whole = Run(session, inputs);
    }
    Graph graph = network(2);
    const Isa isa = UsableIsas().back();
    ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {isa, {}}, {}).ok());
    auto emitted = Emit(graph, isa);
    ASSERT_TRUE(emitted.ok());
    emitted->plan.blocks = 3;
    ASSERT_TRUE(WritePlate(path_, emitted->plan, emitted->weights.span()).ok());
    for (const int threads : {1, 2, 3, 5}) {
      SessionOptions options;
      options.threads = threads;
      auto session = Session::Open(path_, options);
      ASSERT_TRUE(session.ok()) << session.error().message;
      EXPECT_EQ(session->batch(), 6);
      EXPECT_EQ(session->threads(), threads);
      EXPECT_EQ(Run(*session, inputs), whole);
      EXPECT_GE(session->arena_bytes(), emitted->plan.arena_bytes);
      options.streams = 2;
      auto streams = Session::Open(path_, options);
      ASSERT_TRUE(streams.ok()) << streams.error().message;
      EXPECT_EQ(Run(*streams, inputs), whole);
    }
  }
}

TEST_F(SessionTest, RefusesBuffersOfTheWrongSize) {
  Session session = Open(SmallShiftVit(1), Isa::kScalar, 1);
  std::vector<std::byte> in(session.inputs()[0].bytes - 4);
  std::vector<std::byte> out(session.outputs()[0].bytes);
  const std::span<const std::byte> short_input = in;
  const std::span<std::byte> output = out;
  const auto refused = session.Run({&short_input, 1}, {&output, 1});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(refused.error().message,
            "input 'input': 12284 bytes, 12288 expected");
}

TEST_F(SessionTest, RefusesAPlateForATierThatTheCpuLacks) {
  TestVariable cap("BURIN_MAX_ISA", "scalar");
  Graph graph = SmallShiftVit(1);
  ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {Isa::kAvx2}, {}).ok());
  const auto emitted = Emit(graph, Isa::kAvx2);
  ASSERT_TRUE(WritePlate(path_, emitted->plan, emitted->weights.span()).ok());
  const auto refused = Session::Open(path_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupportedIsa);
  cap.Set("Scalar");
  EXPECT_EQ(Session::Open(path_).error().code, ErrorCode::kBadUsage);
}

// A profile of a small network over its own made-up inputs.
TEST_F(SessionTest, ProfileNamesEveryStep) {
  Session session = Open(SmallShiftVit(1), Isa::kScalar, 1);
  EXPECT_EQ(session.isa(), "scalar");
  const auto profile = ProfileOf(session, SmallShiftVit(1), {});
  ASSERT_TRUE(profile.ok());
  ASSERT_FALSE(profile->steps.empty());
  EXPECT_EQ(profile->runs, 1);
  EXPECT_TRUE(profile->tasks.empty());
  double products = 0;
  for (const StepProfile& step : profile->steps) {
    EXPECT_FALSE(step.name.empty());
    EXPECT_EQ(step.kernel, "scalar") << step.op;
    EXPECT_GT(step.bytes, 0u);
    EXPECT_EQ(step.product.empty(), step.gflop == 0) << step.op;
    products += step.gflop;
  }
  EXPECT_GT(products, 0);
}

TEST_F(SessionTest, ProfileShowsEveryTaskInsideItsStep) {
  for (const Network network : kNetworks) {
    Session session = Open(network(2), UsableIsas().back(), 3);
    ProfileOptions options;
    options.runs = 3;
    options.most_tasks = 1'000'000;
    const auto profile = ProfileOf(session, network(2), options);
    ASSERT_TRUE(profile.ok());
    EXPECT_EQ(profile->tasks_left_out, 0u);
    std::vector<int> tasks(profile->steps.size());
    std::vector<int64_t> end_of_thread(3);
    for (const TaskTime& task : profile->tasks) {
      ASSERT_LT(task.step, profile->steps.size());
      ASSERT_LT(task.thread, 3);
      const StepSpan& step = profile->steps[task.step].last;
      EXPECT_GE(task.last.start_ns, step.start_ns);
      EXPECT_LE(task.last.end_ns, step.end_ns);
      // One thread does one task at a time.
      int64_t& end = end_of_thread[static_cast<size_t>(task.thread)];
      EXPECT_GE(task.last.start_ns, end);
      end = task.last.end_ns;
      ++tasks[task.step];
    }
    int64_t end = 0;
    for (size_t i = 0; i < tasks.size(); ++i) {
      EXPECT_GT(tasks[i], 0) << profile->steps[i].op;
      EXPECT_GE(profile->steps[i].last.start_ns, end);
      end = profile->steps[i].last.end_ns;
      EXPECT_GT(profile->steps[i].busy, 0);
      EXPECT_LE(profile->steps[i].busy, 1);
    }
    EXPECT_EQ(profile->busy.size(), 3u);
  }
}

TEST_F(SessionTest, ProfileShowsEveryTaskOfEveryBlock) {
  constexpr int64_t kBlocks = 4;
  Graph graph = SmallShiftVit(2);
  ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {Isa::kScalar, {}}, {}).ok());
  auto emitted = Emit(graph, Isa::kScalar);
  ASSERT_TRUE(emitted.ok());
  emitted->plan.blocks = kBlocks;
  ASSERT_TRUE(WritePlate(path_, emitted->plan, emitted->weights.span()).ok());
  // One team, two of one thread, two of three.
  for (const int threads : {1, 2, 6}) {
    auto session = Session::Open(path_, {.threads = threads});
    ASSERT_TRUE(session.ok()) << session.error().message;
    const auto profile = ProfileOf(*session, SmallShiftVit(2 * kBlocks),
                                   {.runs = 3, .most_tasks = 100'000});
    ASSERT_TRUE(profile.ok());
    EXPECT_EQ(profile->blocks, kBlocks);
    EXPECT_EQ(profile->team_threads.size(), threads == 1 ? 1u : 2u);
    EXPECT_EQ(profile->busy.size(), static_cast<size_t>(threads));
    EXPECT_EQ(profile->tasks_left_out + profile->step_times_left_out, 0u);

    std::map<std::pair<int64_t, size_t>, const StepTime*> steps;
    for (const StepTime& time : profile->step_times) {
      EXPECT_TRUE(steps.emplace(std::pair(time.block, time.step), &time).second)
          << "block " << time.block << " twice";
    }
    EXPECT_EQ(steps.size(), kBlocks * profile->steps.size());
    std::map<const StepTime*, int> tasks;
    for (const TaskTime& task : profile->tasks) {
      const StepTime* step = steps[{task.block, task.step}];
      ASSERT_NE(step, nullptr);
      EXPECT_GE(task.last.start_ns, step->last.start_ns);
      EXPECT_LE(task.last.end_ns, step->last.end_ns);
      const auto& teams = profile->team_threads;
      const int first =
          std::accumulate(teams.begin(), teams.begin() + step->team, 0);
      EXPECT_GE(task.thread, first);
      EXPECT_LT(task.thread, first + teams[static_cast<size_t>(step->team)]);
      ++tasks[step];
    }
    EXPECT_EQ(tasks.size(), steps.size());
    for (const StepProfile& step : profile->steps) {
      EXPECT_GT(step.milliseconds, 0) << step.op;
      EXPECT_GT(step.busy, 0) << step.op;
      EXPECT_LE(step.busy, 1) << step.op;
    }
  }
}

TEST_F(SessionTest, ProfileRefusesCountsOutOfRange) {
  Session session = Open(SmallShiftVit(1), Isa::kScalar, 1);
  ProfileOptions options;
  options.runs = 0;
  const auto refused = ProfileOf(session, SmallShiftVit(1), options);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadUsage);
}

}  // namespace
}  // namespace burin
