// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "passes/pipeline.h"

#include "ir/networks_testing.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "passes/runner.h"

namespace burin {
namespace {

Graph Compiled(Graph graph, Isa isa = Isa::kScalar) {
  const auto records = RunPasses(graph, CompilePipeline(), {isa}, {});
  EXPECT_TRUE(records.ok()) << records.error().message;
  EXPECT_TRUE(VerifyGraph(graph).ok());
  return graph;
}

TEST(CompilePipeline, KeepsTheValuesOfShiftVitOnEveryTier) {
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    ExpectSameValues(Compiled(SmallShiftVit(2), isa), SmallShiftVit(2));
  }
}

TEST(CompilePipeline, KeepsTheValuesOfSmlpNetOnEveryTier) {
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    ExpectSameValues(Compiled(SmallSmlpNet(2), isa), SmallSmlpNet(2));
  }
}

TEST(CompilePipeline, KeepsTheValuesOfT2tVitOnEveryTier) {
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    ExpectSameValues(Compiled(SmallT2tVit(2), isa), SmallT2tVit(2));
  }
}

TEST(CompilePipeline, LeavesOnlyFusedStepsOfShiftVit) {
  const Graph graph = Compiled(SmallShiftVit(1));
  EXPECT_EQ(CountOps<Transpose>(graph), 0) << PrintGraph(graph);
  EXPECT_EQ(CountOps<Conv>(graph) + CountOps<Linear>(graph) +
                CountOps<Unfold>(graph) + CountOps<Gelu>(graph) +
                CountOps<Add>(graph),
            0)
      << PrintGraph(graph);
}

TEST(CompilePipeline, LeavesOnlyFusedStepsOfSmlpNet) {
  const Graph graph = Compiled(SmallSmlpNet(1));
  EXPECT_EQ(CountOps<Transpose>(graph), 0) << PrintGraph(graph);
  EXPECT_EQ(CountOps<BatchNormalization>(graph) + CountOps<Concat>(graph) +
                CountOps<Gelu>(graph) + CountOps<Add>(graph),
            0)
      << PrintGraph(graph);
}

TEST(CompilePipeline, LeavesNoTransposeOfT2tVit) {
  const Graph graph = Compiled(SmallT2tVit(1));
  EXPECT_EQ(CountOps<Transpose>(graph) + CountOps<Unfold>(graph) +
                CountOps<Slice>(graph),
            0)
      << PrintGraph(graph);
}

TEST(CompilePipeline, ComputesOnlyTheClassTokenAfterTheLastAttention) {
  const Graph graph = Compiled(SmallT2tVit(2));
  int after_attention = 0;
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    if (std::holds_alternative<Attention>(node.op)) after_attention = 0;
    const bool product = std::holds_alternative<FusedLinear>(node.op) ||
                         std::holds_alternative<FusedMlp>(node.op);
    if (product && graph.type(node.outputs[0]).elements() <= 2 * 72) {
      ++after_attention;
    }
  }
  EXPECT_GE(after_attention, 3) << PrintGraph(graph);
}

TEST(RunPasses, RefusesToSkipAPassThatThereIsNot) {
  Graph graph = SmallShiftVit(1);
  RunnerOptions options;
  options.skip = {"no-such-pass"};
  const auto refused = RunPasses(graph, CompilePipeline(), {}, options);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadUsage);
}

TEST(RunPasses, EveryPassCanBeSkipped) {
  for (const Pass& pass : CompilePipeline()) {
    Graph graph = SmallShiftVit(1);
    RunnerOptions options;
    options.skip = {std::string(pass.name)};
    ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {}, options).ok())
        << pass.name;
    ExpectSameValues(graph, SmallShiftVit(1));
  }
}

}  // namespace
}  // namespace burin
