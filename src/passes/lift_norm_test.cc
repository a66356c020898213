// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_group_norm.h"
#include "passes/lift_layer_norm.h"
#include "passes/lift_testing.h"

namespace burin {
namespace {

// d / sqrt(mean(d^2) + epsilon), d = x - mean(x), over the last `axes` dims.
ValueId Normalised(GraphBuilder& b, ValueId x, std::vector<int64_t> axes,
                   bool power) {
  const ValueId over = b.Ints(std::move(axes));
  const ValueId d = b.Add(Sub{}, {x, b.Add(ReduceMean{}, {x, over})});
  const ValueId square =
      power ? b.Add(Pow{}, {d, b.Number(2)}) : b.Add(Mul{}, {d, d});
  const ValueId variance = b.Add(ReduceMean{}, {square, over});
  const ValueId sum = b.Add(Add{}, {variance, b.Number(1e-5f)});
  return b.Add(Div{}, {d, b.Add(Sqrt{}, {sum})});
}

Graph LayerNormWrittenOut() {
  GraphBuilder b;
  const ValueId x = Normalised(b, b.Input({2, 3, 8}), {-1}, true);
  const ValueId scaled = b.Add(Mul{}, {b.Weight({8}), x});
  return b.Finish(b.Add(Add{}, {scaled, b.Weight({8})}));
}

Graph LayerNormOverTwoDimensions() {
  GraphBuilder b;
  const ValueId x = Normalised(b, b.Input({2, 3, 8}), {1, 2}, false);
  return b.Finish(b.Add(Mul{}, {x, b.Weight({3, 8})}));
}

Graph NormOverAMiddleDimension() {
  GraphBuilder b;
  return b.Finish(Normalised(b, b.Input({2, 3, 8}), {1}, true));
}

Graph LayerNormReadTwice() {
  GraphBuilder b;
  const ValueId x = Normalised(b, b.Input({2, 3, 8}), {-1}, true);
  const ValueId scaled = b.Add(Mul{}, {x, b.Weight({8})});
  return b.Finish(b.Add(Add{}, {scaled, x}));
}

TEST(LiftLayerNorm, FindsItWithScaleAndBias) {
  const Graph graph = Passed(LayerNormWrittenOut, {LiftLayerNorm});
  ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
  const Node& node = graph.node(graph.Order()[0]);
  EXPECT_EQ(node.inputs.size(), 3u);
  EXPECT_EQ(std::get<LayerNormalization>(node.op).axis, -1);
}

TEST(LiftLayerNorm, FindsItOverSeveralDimensions) {
  const Graph graph = Passed(LayerNormOverTwoDimensions, {LiftLayerNorm});
  ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
  EXPECT_EQ(std::get<LayerNormalization>(graph.node(graph.Order()[0]).op).axis,
            1);
}

TEST(LiftLayerNorm, LeavesANormOfOtherDimensions) {
  const Graph graph = Passed(NormOverAMiddleDimension, {LiftLayerNorm});
  EXPECT_EQ(CountOps<LayerNormalization>(graph), 0);
}

TEST(LiftLayerNorm, LeavesTheScaleOfANormThatIsReadTwice) {
  const Graph graph = Passed(LayerNormReadTwice, {LiftLayerNorm});
  EXPECT_EQ(CountOps<LayerNormalization>(graph), 1);
  EXPECT_EQ(CountOps<Mul>(graph), 1) << PrintGraph(graph);
}

Graph GroupNormOfGroups(int64_t groups) {
  GraphBuilder b;
  const ValueId x = b.Input({2, 6, 3, 4});
  ValueId y = b.Add(Reshape{}, {x, b.Ints({0, groups, -1})});
  y = b.Add(InstanceNormalization{},
            {y, b.Weight({groups}), b.Weight({groups})});
  y = b.Add(Reshape{}, {y, b.Ints({2, 6, 3, 4})});
  y = b.Add(Mul{}, {y, b.Weight({6, 1, 1})});
  return b.Finish(b.Add(Add{}, {b.Weight({1, 6, 1, 1}), y}));
}

Graph GroupNormPerGroup() {
  GraphBuilder b;
  const ValueId x = b.Input({2, 6, 3, 4});
  return b.Finish(b.Add(GroupNormalization{.num_groups = 3, .per_group = true},
                        {x, b.Weight({3}), b.Weight({3})}));
}

Graph InstanceNormOfAnotherShape() {
  GraphBuilder b;
  const ValueId x = b.Input({2, 6, 3, 4});
  ValueId y = b.Add(Reshape{}, {x, b.Ints({0, 2, -1})});
  y = b.Add(InstanceNormalization{}, {y, b.Weight({2}), b.Weight({2})});
  return b.Finish(b.Add(Reshape{}, {y, b.Ints({2, 6, 12})}));
}

TEST(LiftGroupNorm, FindsItWithScaleAndBiasOfEachChannel) {
  for (const MakeGraph make : {+[] { return GroupNormOfGroups(1); },
                               +[] { return GroupNormOfGroups(3); }}) {
    const Graph graph = Passed(make, {LiftGroupNorm});
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    EXPECT_EQ(CountOps<GroupNormalization>(graph), 1);
  }
}

TEST(LiftGroupNorm, MakesOneNumberAChannelOfOneAGroup) {
  const Graph graph = Passed(GroupNormPerGroup, {LiftGroupNorm});
  const Node& node = graph.node(graph.Order()[0]);
  EXPECT_FALSE(std::get<GroupNormalization>(node.op).per_group);
  EXPECT_EQ(graph.dims(node.inputs[1]), Dims{6});
}

TEST(LiftGroupNorm, LeavesANormThatChangesTheShape) {
  const Graph graph = Passed(InstanceNormOfAnotherShape, {LiftGroupNorm});
  EXPECT_EQ(CountOps<GroupNormalization>(graph), 0);
}

}  // namespace
}  // namespace burin
