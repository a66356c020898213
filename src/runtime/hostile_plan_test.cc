// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Plans of real networks with bytes changed at random, their checksums made
// right again: each is refused, or opens and runs inside its arena and weights
// (which address sanitizers watch: both buffers are exactly as large as the
// plan says).

#include <gtest/gtest.h>

#include "base/checked_math.h"
#include "base/test_folder.h"
#include "burin/session.h"
#include "compiler/emit.h"
#include "ir/networks_testing.h"
#include "passes/pipeline.h"
#include "passes/runner.h"
#include "plate/plate.h"

namespace burin {
namespace {

class HostilePlan : public testing::TestWithParam<Isa> {
 protected:
  // Opens and runs the plate if it is not refused; whether it was opened.
  bool Try(const Plan& plan, std::span<const std::byte> weights) {
    if (!WritePlate(path_, plan, weights).ok()) return false;
    SessionOptions options;
    options.threads = 2;
    auto session = Session::Open(path_, options);
    if (!session.ok()) return false;
    std::vector<std::vector<std::byte>> memory;
    std::vector<std::span<const std::byte>> in;
    std::vector<std::span<std::byte>> out;
    for (const TensorInfo& info : session->inputs()) {
      in.push_back(memory.emplace_back(info.bytes));
    }
    for (const TensorInfo& info : session->outputs()) {
      out.push_back(memory.emplace_back(info.bytes));
    }
    static_cast<void>(session->Run(in, out).ok());
    return true;
  }

  const TestFolder folder_;
  const std::string path_ = folder_ / "net.plate";
};

TEST_P(HostilePlan, IsRefusedOrStaysInsideItsMemory) {
  // A plan says how large its buffers are; what would not fit here is no test
  // of the steps.
  constexpr uint64_t kLargestArena = uint64_t{1} << 26;
  constexpr int64_t kMostBlocks = 8;
  constexpr int kRounds = 400;
  std::mt19937 random(11);
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    Graph graph = network(2);
    ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {GetParam()}, {}).ok());
    auto good = Emit(graph, GetParam());
    ASSERT_TRUE(good.ok());
    good->plan.blocks = 3;
    ASSERT_TRUE(Try(good->plan, good->weights.span()));
    const std::vector<std::byte> bytes = EncodePlan(good->plan);
    int opened = 0;
    for (int round = 0; round < kRounds; ++round) {
      std::vector<std::byte> changed = bytes;
      const int edits = 1 + static_cast<int>(random() % 2);
      for (int i = 0; i < edits; ++i) {
        // Small changes of small numbers: what a shape or a tile looks like.
        std::byte& byte = changed[random() % changed.size()];
        byte = static_cast<std::byte>(
            static_cast<unsigned>(byte) +
            (random() % 2 ? 1u << (random() % 8) : random() % 256));
      }
      const auto plan = DecodePlan(changed);
      if (!plan.ok() || plan->arena_bytes > kLargestArena ||
          plan->blocks > kMostBlocks) {
        continue;
      }
      opened += Try(*plan, good->weights.span());
    }
    EXPECT_GT(opened, 0);
  }
}

// One step from `in` to `out`, of as many bytes as there must be.
Plan OneStep(Isa isa, Op op, Dims in, Dims out) {
  const auto place = [](Dims dims, uint64_t offset) {
    return Operand{{DType::kFloat32, std::move(dims)}, Section::kArena, offset};
  };
  Plan plan;
  plan.isa = isa;
  plan.inputs = {{"x", place(std::move(in), 0)}};
  plan.arena_bytes = RoundUp<uint64_t>(plan.inputs[0].operand.type.bytes(), 64);
  plan.outputs = {{"y", place(std::move(out), plan.arena_bytes)}};
  plan.arena_bytes += plan.outputs[0].operand.type.bytes();
  plan.steps = {{std::move(op),
                 {plan.inputs[0].operand},
                 {plan.outputs[0].operand},
                 "step"}};
  return plan;
}

TEST_P(HostilePlan, DoesNothingWhereThereIsNothing) {
  // A window of 2^40 taps, and 2^40 pixels, without a channel.
  const int64_t side = int64_t{1} << 20;
  Unfold windows;
  windows.kernel = {side, side};
  windows.pads = {side - 1, side - 1, 0, 0};
  windows.channels_last = true;
  EXPECT_TRUE(Try(OneStep(GetParam(), windows, {1, 1, 1, 0}, {1, 1, 0}), {}));
  EXPECT_FALSE(
      Try(OneStep(GetParam(), GroupStats{}, {1, side, side, 0}, {1, 2}), {}));
  EXPECT_TRUE(Try(OneStep(GetParam(), GroupStats{}, {1, 9, 9, 0}, {1, 2}), {}));
}

TEST_P(HostilePlan, IsRefusedForLinesThatNoMemoryHolds) {
  DepthwiseConv op;
  const int64_t line = int64_t{1} << 19;
  op.strides = {line, line};
  op.pads = {0, line, 0, line};
  Plan plan = OneStep(GetParam(), op, {1, line, 1, 1}, {1, 1, 3, 1});
  plan.weight_bytes = static_cast<uint64_t>(line) * 4;
  plan.steps[0].inputs.push_back(
      {{DType::kFloat32, {line, 1, 1}}, Section::kWeights, 0});
  const std::vector<std::byte> weights(plan.weight_bytes);
  ASSERT_TRUE(WritePlate(path_, plan, weights).ok());
  const auto session = Session::Open(path_);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, ErrorCode::kBadPlate);
  EXPECT_NE(session.error().message.find("bytes of scratch memory"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Tiers, HostilePlan, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

}  // namespace
}  // namespace burin
