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

// Shapes at the edge of what the ops allow keep their meaning, or at least
// compile to a plan of the same value.
TEST(CompilePipeline, TakesRowsColumnsAndSumsOfLengthZero) {
  const auto product = [](int64_t rows, int64_t k, int64_t n) {
    GraphBuilder b;
    return b.Finish(b.Add(MatMul{}, {b.Input({rows, k}), b.Weight({k, n})}));
  };
  for (const Dims& d : {Dims{0, 8, 8}, Dims{4, 0, 8}, Dims{4, 8, 0}}) {
    ExpectSameValues(Compiled(product(d[0], d[1], d[2])),
                     product(d[0], d[1], d[2]));
  }
}

TEST(CompilePipeline, TakesAPartOfWidthZeroInAConcat) {
  const auto build = [] {
    GraphBuilder b;
    const ValueId x = b.Add(Concat{1}, {b.Input({4, 8}), b.Input({4, 0}, "e")});
    return b.Finish(b.Add(MatMul{}, {x, b.Weight({8, 8})}));
  };
  ExpectSameValues(Compiled(build()), build());
}

TEST(CompilePipeline, TakesANormOfNoChannels) {
  GraphBuilder b;
  const ValueId x =
      b.Add(Conv{}, {b.Input({1, 3, 4, 4}), b.Weight({0, 3, 1, 1})});
  Compiled(b.Finish(b.BatchNorm(x)));
}

TEST(CompilePipeline, KeepsANormWhoseScaleIsNoRow) {
  for (const Dims& scale : {Dims{4, 1}, Dims{1, 4}, Dims{1}}) {
    const auto build = [&] {
      GraphBuilder b;
      const ValueId n =
          b.Add(LayerNormalization{},
                {b.Input({1, 4, 4}), b.Weight(scale), b.Weight({4})});
      return b.Finish(b.Add(MatMul{}, {n, b.Weight({4, 8})}));
    };
    ExpectSameValues(Compiled(build()), build());
  }
}

TEST(CompilePipeline, TakesANormWithoutBias) {
  const auto build = [] {
    GraphBuilder b;
    const ValueId n =
        b.Add(LayerNormalization{}, {b.Input({1, 4, 8}), b.Weight({8})});
    return b.Finish(b.Add(MatMul{}, {n, b.Weight({8, 16})}));
  };
  const Graph graph = Compiled(build());
  EXPECT_EQ(CountOps<LayerNormalization>(graph), 0);
  ExpectSameValues(graph, build());
}

TEST(CompilePipeline, KeepsAGatherThatTakesAwayTheRows) {
  const auto build = [] {
    GraphBuilder b;
    const ValueId y = b.Linear(b.Input({1, 8}), 8);
    const ValueId first = b.Add(Reshape{}, {b.Ints({0}), b.Ints({})});
    return b.Finish(b.Add(Gather{0}, {y, first}));
  };
  ExpectSameValues(Compiled(build()), build());
}

TEST(CompilePipeline, KeepsAPairWhoseResidualIsCutFromWiderRows) {
  const auto build = [] {
    GraphBuilder b;
    const ValueId x = b.Input({1, 4, 8});
    const ValueId wide = b.Linear(x, 16);
    const ValueId cut =
        b.Add(Slice{}, {wide, b.Ints({8}), b.Ints({16}), b.Ints({2})});
    const ValueId h = b.Add(Relu{}, {b.Linear(x, 24)});
    return b.Finish(b.Add(Add{}, {b.Linear(h, 8), cut}));
  };
  for (const Isa isa : {Isa::kScalar, Isa::kAvx512}) {
    ExpectSameValues(Compiled(build(), isa), build());
  }
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
