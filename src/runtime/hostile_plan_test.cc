// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Plans of real networks with bytes changed at random, their checksums made
// right again: each is refused, or opens and runs inside its arena and weights
// (which address sanitizers watch: both buffers are exactly as large as the
// plan says).

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

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
  ~HostilePlan() override { std::filesystem::remove(path_); }

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

  const std::string path_ =
      testing::TempDir() + "/hostile_plan-" + std::to_string(getpid());
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

INSTANTIATE_TEST_SUITE_P(Tiers, HostilePlan, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

}  // namespace
}  // namespace burin
