// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/simplify.h"

#include "passes/fold_constants.h"
#include "passes/lift_testing.h"
#include "passes/share.h"

namespace burin {
namespace {

const Dims kDims = {2, 3, 4};

// What does nothing: a chain from x to exp(x).
Graph Chain() {
  GraphBuilder b;
  ValueId x = b.Add(Identity{}, {b.Input(kDims)});
  x = b.Add(Cast{DType::kFloat32}, {x});
  x = b.Add(Pow{}, {x, b.Number(1)});
  x = b.Add(Mul{}, {b.Number(1), x});
  x = b.Add(Div{}, {x, b.Number(1)});
  x = b.Add(Add{}, {x, b.Number(0)});
  x = b.Add(Sub{}, {x, b.Number(0)});
  x = b.Add(Expand{}, {x, b.Ints({1, 3, 4})});
  x = b.Add(Tile{}, {x, b.Ints({1, 1, 1})});
  x = b.Add(Concat{1}, {x});
  x = b.Add(Pad{}, {x, b.Ints({0, 0, 0, 0, 0, 0})});
  x = b.Add(Slice{}, {x, b.Ints({0}), b.Ints({99}), b.Ints({1})});
  x = b.Add(Transpose{{1, 2, 0}}, {b.Add(Transpose{{2, 0, 1}}, {x})});
  x = b.Add(Reshape{}, {b.Add(Flatten{}, {x}), b.Ints({2, 3, 4})});
  x = b.Add(Squeeze{}, {b.Add(Unsqueeze{}, {x, b.Ints({1})}), b.Ints({1})});
  return b.Finish(b.Add(Exp{}, {x}));
}

TEST(Simplify, DropsWhatDoesNothing) {
  const Graph graph = Passed(Chain, {Simplify});
  EXPECT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
}

Graph WhatOnlyLooksIdle() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId one =
      b.Constant(Tensor::Of<float>({5, 1, 1, 1}, {1, 1, 1, 1, 1}));
  ValueId y = b.Add(Mul{}, {x, one});                        // broadcasts
  y = b.Add(Div{}, {b.Number(1), y});                        // 1 / y
  y = b.Add(Pad{}, {y, b.Ints({0, -1, 0, 0, 0, 1, 0, 0})});  // moves
  y = b.Add(Transpose{{1, 0, 2, 3}}, {y});
  return b.Finish(b.Add(Sub{}, {b.Number(0), y}));  // -y
}

TEST(Simplify, KeepsWhatOnlyLooksIdle) {
  EXPECT_EQ(Passed(WhatOnlyLooksIdle, {Simplify}).node_count(), 5u);
}

Graph SliceOfSlice() {
  GraphBuilder b;
  ValueId x = b.Input({3, 20});
  x = b.Add(Slice{}, {x, b.Ints({2}), b.Ints({18}), b.Ints({1}), b.Ints({3})});
  x = b.Add(Slice{}, {x, b.Ints({1, -3}), b.Ints({3, -1}), b.Ints({0, 1})});
  return b.Finish(x);
}

TEST(Simplify, MakesOneSliceOfTwo) {
  const Graph graph = Passed(SliceOfSlice, {Simplify});
  EXPECT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
}

Graph BackwardSlice() {
  GraphBuilder b;
  ValueId x = b.Input({3, 20});
  x = b.Add(Slice{},
            {x, b.Ints({-1}), b.Ints({INT64_MIN}), b.Ints({1}), b.Ints({-1})});
  x = b.Add(Slice{}, {x, b.Ints({2}), b.Ints({9}), b.Ints({1})});
  return b.Finish(x);
}

TEST(Simplify, LeavesSlicesThatRunBackwards) {
  EXPECT_EQ(Passed(BackwardSlice, {Simplify}).node_count(), 2u);
}

Graph MeanOfAnImage(bool keepdims) {
  GraphBuilder b;
  return b.Finish(b.Add(ReduceMean{.keepdims = keepdims},
                        {b.Input({2, 3, 4, 5}), b.Ints({-1, 2})}));
}

TEST(Simplify, MakesAPoolOfTheMeanOfAnImage) {
  for (const MakeGraph make : {+[] { return MeanOfAnImage(true); },
                               +[] { return MeanOfAnImage(false); }}) {
    EXPECT_EQ(CountOps<GlobalAveragePool>(Passed(make, {Simplify})), 1);
  }
}

Graph SoftmaxOfRows(int64_t columns) {
  GraphBuilder b;
  ValueId x = b.Add(Reshape{}, {b.Input(kDims), b.Ints({-1, columns})});
  x = b.Add(Softmax{}, {x});
  return b.Finish(b.Add(Reshape{}, {x, b.Ints(kDims)}));
}

TEST(Simplify, LeavesOutReshapesAroundASoftmaxOfTheLastDimension) {
  const Graph rows = Passed([] { return SoftmaxOfRows(4); }, {Simplify});
  EXPECT_EQ(rows.node_count(), 1u) << PrintGraph(rows);
  const Graph others = Passed([] { return SoftmaxOfRows(12); }, {Simplify});
  EXPECT_EQ(others.node_count(), 3u);
}

Graph TwiceTheSame() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId a = b.Add(Add{}, {x, b.Number(3)});
  const ValueId c = b.Add(Add{}, {x, b.Number(3)});
  const ValueId d = b.Add(Add{}, {x, b.Number(4)});
  return b.Finish(b.Add(Mul{}, {b.Add(Mul{}, {a, c}), d}));
}

TEST(Share, MakesEqualNodesOne) {
  const Graph graph = Passed(TwiceTheSame, {Share});
  EXPECT_EQ(CountOps<Add>(graph), 2) << PrintGraph(graph);
}

Graph ConstantSubgraph() {
  GraphBuilder b;
  const ValueId w = b.Add(Exp{}, {b.Add(Transpose{}, {b.Weight({4, 3})})});
  return b.Finish(b.Add(Add{}, {b.Input(kDims), w}));
}

TEST(FoldConstants, ComputesWhatReadsOnlyConstants) {
  const Graph graph = Passed(ConstantSubgraph, {FoldConstants});
  EXPECT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
}

Graph HugeConstant() {
  GraphBuilder b;
  const ValueId zeros =
      b.Add(ConstantOfShape{}, {b.Ints({1 << 15, 1 << 15}), b.Number(0)});
  const ValueId corner =
      b.Add(Slice{}, {zeros, b.Ints({0, 0}), b.Ints({1, 1}), b.Ints({0, 1})});
  return b.Finish(b.Add(Add{}, {b.Input(kDims), corner}));
}

TEST(FoldConstants, LeavesWhatIsTooLarge) {
  Graph graph = HugeConstant();
  ASSERT_TRUE(FoldConstants(graph, {}).ok());
  EXPECT_EQ(CountOps<ConstantOfShape>(graph), 1);
}

TEST(FoldConstants, LeavesAnEinsumOfManySteps) {
  GraphBuilder b;
  const ValueId v = b.Ints(std::vector<int64_t>(100, 1));
  const ValueId sum = b.Add(Einsum{"a,b,c,d,e->"}, {v, v, v, v, v});
  Graph graph = b.Finish(b.Add(Cast{}, {sum}));
  ASSERT_TRUE(FoldConstants(graph, {}).ok());
  EXPECT_EQ(CountOps<Einsum>(graph), 1);
}

}  // namespace
}  // namespace burin
