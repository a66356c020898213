// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/assign_precision.h"

#include <gmock/gmock.h>

#include <map>

#include "ir/networks_testing.h"
#include "ir/text.h"
#include "passes/pipeline.h"
#include "passes/runner.h"

namespace burin {
namespace {

using testing::ElementsAre;

// The network's steps before packing.
Graph Assigned(Graph graph, PrecisionPolicy policy) {
  const auto records =
      RunPasses(graph, CompilePipeline(), {Isa::kScalar, std::move(policy)},
                {{"pack-weights"}, ""});
  EXPECT_TRUE(records.ok()) << records.error().message;
  return graph;
}

std::map<Precision, int> Counts(const Graph& graph) {
  std::map<Precision, int> out;
  for (const NodeId id : graph.Order()) {
    const Precision* precision = PrecisionField(graph.node(id).op);
    if (precision != nullptr) ++out[*precision];
  }
  return out;
}

// The products in order of execution.
std::vector<const Node*> Products(const Graph& graph) {
  std::vector<const Node*> out;
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    if (PrecisionField(node.op) != nullptr) out.push_back(&node);
  }
  return out;
}

TEST(AssignPrecision, LeavesEverythingInFloat32UnlessAsked) {
  const Graph graph = Assigned(SmallT2tVit(1), {});
  const std::map<Precision, int> counts = Counts(graph);
  EXPECT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.begin()->first, Precision::kFloat32);
}

TEST(AssignPrecision, MultipliesEveryProductInBf16) {
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    const Graph graph = Assigned(network(1), {.precision = Precision::kBf16});
    const std::map<Precision, int> counts = Counts(graph);
    EXPECT_EQ(counts.size(), 1u) << PrintGraph(graph);
    EXPECT_EQ(counts.begin()->first, Precision::kBf16);
  }
}

// A product from each width to the next.
Graph Chain(const std::vector<int64_t>& widths) {
  GraphBuilder b;
  ValueId x = b.Input({1, 49, widths[0]});
  for (size_t i = 1; i < widths.size(); ++i) {
    x = b.Linear(b.LayerNorm(x), widths[i]);
  }
  return b.Finish(x);
}

std::vector<Precision> Precisions(const Graph& graph) {
  std::vector<Precision> out;
  for (const Node* node : Products(graph)) {
    out.push_back(*PrecisionField(node->op));
  }
  return out;
}

TEST(AssignPrecision, KeepsBothEndsOfAnInt8NetworkInBf16) {
  EXPECT_THAT(Precisions(Assigned(Chain({128, 128, 128, 96, 128}),
                                  {.precision = Precision::kInt8})),
              ElementsAre(Precision::kBf16, Precision::kInt8, Precision::kInt8,
                          Precision::kBf16));
}

TEST(AssignPrecision, MultipliesNarrowProductsOfAnInt8NetworkInBf16) {
  EXPECT_THAT(Precisions(Assigned(Chain({128, 128, 80, 128, 128, 128}),
                                  {.precision = Precision::kInt8})),
              ElementsAre(Precision::kBf16, Precision::kBf16, Precision::kBf16,
                          Precision::kInt8, Precision::kBf16));
  for (const int64_t width : {64, 96}) {
    GraphBuilder b;
    ValueId x = b.Linear(b.Input({1, 196, 128}), width);
    const ValueId h = b.Add(Gelu{}, {b.Linear(b.LayerNorm(x), 4 * width)});
    x = b.Add(Add{}, {x, b.Linear(h, width)});
    const Graph graph =
        Assigned(b.Finish(b.Linear(x, 128)), {.precision = Precision::kInt8});
    ASSERT_EQ(CountOps<FusedMlp>(graph), 1);
    EXPECT_EQ(Precisions(graph)[1],
              width < 96 ? Precision::kBf16 : Precision::kInt8);
  }
}

TEST(AssignPrecision, MultipliesAttentionOfAnInt8NetworkInBf16) {
  const Graph graph = Assigned(SmallT2tVit(1), {.precision = Precision::kInt8});
  ASSERT_GT(CountOps<Attention>(graph), 0);
  for (const Node* node : Products(graph)) {
    if (!std::holds_alternative<Attention>(node->op)) continue;
    EXPECT_EQ(*PrecisionField(node->op), Precision::kBf16);
  }
}

// Any of the nodes that a step was fused of stands for all of it.
TEST(AssignPrecision, KeepsAStepThatContainsANamedNode) {
  const Graph plain =
      Assigned(SmallShiftVit(1), {.precision = Precision::kBf16});
  for (const Node* step : Products(plain)) {
    for (const std::string& origin : step->origins) {
      const Graph graph =
          Assigned(SmallShiftVit(1),
                   {.precision = Precision::kBf16, .keep = {{origin}, {}}});
      int kept = 0;
      for (const Node* node : Products(graph)) {
        const bool named = std::ranges::count(node->origins, origin) > 0;
        EXPECT_EQ(*PrecisionField(node->op),
                  named ? Precision::kFloat32 : Precision::kBf16);
        kept += named;
      }
      EXPECT_GE(kept, 1) << origin;
    }
  }
}

TEST(AssignPrecision, KeepsStepsByWhatWasFusedIntoThem) {
  const auto kept = [](std::string kind) {
    return Counts(Assigned(SmallShiftVit(1),
                           {.precision = Precision::kBf16,
                            .keep = {{}, {kind}}}))[Precision::kFloat32];
  };
  EXPECT_EQ(kept("Gelu"), 3);
  EXPECT_GE(kept("GroupNorm"), 3);
  EXPECT_EQ(kept("LayerNorm"), 0);
  EXPECT_EQ(kept("Softmax"), 0);
  EXPECT_GT(kept("FusedLinear") + kept("FusedMlp"), 0);
}

TEST(AssignPrecision, KeepsANamedStepInBf16WhereOthersAreInt8) {
  const Graph plain =
      Assigned(Chain({128, 128, 128, 128}), {.precision = Precision::kInt8});
  const Node& second = *Products(plain)[1];
  ASSERT_EQ(*PrecisionField(second.op), Precision::kInt8);
  const Graph graph = Assigned(Chain({128, 128, 128, 128}),
                               {.precision = Precision::kInt8,
                                .keep_bf16 = {{second.origins.front()}, {}}});
  EXPECT_EQ(*PrecisionField(Products(graph)[1]->op), Precision::kBf16);
}

TEST(AssignPrecision, KeepsTheProductThatFeedsAKeptPerformer) {
  const Graph graph = Assigned(SmallT2tVit(1), {.precision = Precision::kBf16,
                                                .keep = {{}, {"Performer"}}});
  int performers = 0;
  std::vector<bool> feeds(graph.node_count(), false);
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    if (!std::holds_alternative<Performer>(node.op)) continue;
    ++performers;
    feeds[graph.value(node.inputs[0]).producer.index] = true;
  }
  ASSERT_GT(performers, 0);
  for (const NodeId id : graph.Order()) {
    const Precision* precision = PrecisionField(graph.node(id).op);
    if (precision == nullptr) continue;
    EXPECT_EQ(*precision,
              feeds[id.index] ? Precision::kFloat32 : Precision::kBf16)
        << graph.node(id).name;
  }
}

}  // namespace
}  // namespace burin
