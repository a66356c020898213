// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_linear.h"
#include "passes/lift_sum_of_products.h"
#include "passes/lift_testing.h"
#include "passes/lift_token_mix.h"
#include "passes/lift_unfold.h"
#include "passes/lower_einsum.h"
#include "passes/simplify.h"

namespace burin {
namespace {

Graph ProductAndBias() {
  GraphBuilder b;
  const ValueId y = b.Add(MatMul{}, {b.Input({2, 3, 4}), b.Weight({4, 5})});
  return b.Finish(b.Add(Add{}, {b.Weight({1, 1, 5}), y}));
}

Graph ScaledGemm() {
  GraphBuilder b;
  return b.Finish(b.Add(Gemm{.alpha = 2, .beta = 3, .trans_b = true},
                        {b.Input({2, 4}), b.Weight({5, 4}), b.Weight({1, 5})}));
}

Graph GemmWithABiasOfEveryElement() {
  GraphBuilder b;
  return b.Finish(
      b.Add(Gemm{}, {b.Input({2, 4}), b.Weight({4, 5}), b.Weight({2, 5})}));
}

Graph ProductReadTwice() {
  GraphBuilder b;
  const ValueId y = b.Add(MatMul{}, {b.Input({2, 3, 4}), b.Weight({4, 5})});
  return b.Finish(b.Add(Mul{}, {y, b.Add(Add{}, {y, b.Weight({5})})}));
}

TEST(LiftLinear, TakesTheBiasWhereverItStands) {
  const Graph graph = Passed(ProductAndBias, {LiftLinear});
  ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
  EXPECT_EQ(graph.dims(graph.node(graph.Order()[0]).inputs[2]), Dims{5});
}

TEST(LiftLinear, WritesTheNumbersOfAGemmIntoItsWeights) {
  const Graph graph = Passed(ScaledGemm, {LiftLinear});
  ASSERT_EQ(CountOps<Linear>(graph), 1) << PrintGraph(graph);
  EXPECT_EQ(graph.dims(graph.node(graph.Order()[0]).inputs[1]), (Dims{4, 5}));
}

TEST(LiftLinear, LeavesABiasThatIsNotOneNumberAColumn) {
  const Graph graph = Passed(GemmWithABiasOfEveryElement, {LiftLinear});
  EXPECT_EQ(CountOps<Linear>(graph), 0);
}

TEST(LiftLinear, LeavesTheBiasWhereTheProductIsReadToo) {
  const Graph graph = Passed(ProductReadTwice, {LiftLinear});
  EXPECT_EQ(CountOps<Linear>(graph), 1);
  EXPECT_EQ(CountOps<Add>(graph), 1);
}

Graph MixedAlong(int64_t axis, const Dims& undo) {
  GraphBuilder b;
  const Dims perm = axis == 3 ? Dims{0, 3, 1, 2} : Dims{0, 2, 1, 3};
  const ValueId x = b.Add(Transpose{perm}, {b.Input({2, 3, 4, 5})});
  return b.Finish(b.Add(Transpose{undo}, {b.Conv1x1(x, axis == 3 ? 5 : 4)}));
}

TEST(LiftTokenMix, FindsItAlongRowsAndColumns) {
  for (const MakeGraph make : {+[] {
                                 return MixedAlong(3, {0, 2, 3, 1});
                               },
                               +[] {
                                 return MixedAlong(2, {0, 2, 1, 3});
                               }}) {
    const Graph graph = Passed(make, {LiftTokenMix});
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    EXPECT_EQ(CountOps<TokenMix>(graph), 1);
  }
}

TEST(LiftTokenMix, LeavesAResultThatIsTurnedAnotherWay) {
  const Graph graph = Passed(
      [] {
        return MixedAlong(3, {0, 1, 3, 2});
      },
      {LiftTokenMix});
  EXPECT_EQ(CountOps<TokenMix>(graph), 0);
}

ValueId WindowIndices(GraphBuilder& b, int64_t kernel, int64_t positions,
                      int64_t stride, int64_t dilation) {
  std::vector<int64_t> all;
  for (int64_t k = 0; k < kernel; ++k) {
    for (int64_t i = 0; i < positions; ++i) {
      all.push_back(i * stride + k * dilation);
    }
  }
  return b.Constant(
      Tensor::Of<int64_t>({kernel, positions}, std::span<const int64_t>(all)));
}

// 3 x 2 windows over 2 x 3 x 7 x 9, rows in steps of 2, columns dilated by 2.
Graph Windows(bool rows_form, float border) {
  GraphBuilder b;
  ValueId x = b.Input({2, 3, 7, 9});
  x = b.Add(Pad{}, {x, b.Ints({0, 0, 1, 0, 0, 0, 1, 1}), b.Number(border)});
  x = b.Add(Gather{2}, {x, WindowIndices(b, 3, 4, 2, 1)});
  x = b.Add(Gather{4}, {x, WindowIndices(b, 2, 8, 1, 2)});
  if (rows_form) {
    x = b.Add(Transpose{{0, 3, 5, 1, 2, 4}}, {x});
    return b.Finish(b.Add(Reshape{}, {x, b.Ints({2, 32, 18})}));
  }
  x = b.Add(Transpose{{0, 1, 2, 4, 3, 5}}, {x});
  return b.Finish(b.Add(Reshape{}, {x, b.Ints({2, 18, 32})}));
}

TEST(LiftUnfold, FindsBothForms) {
  for (const MakeGraph make :
       {+[] { return Windows(true, 0); }, +[] { return Windows(false, 0); }}) {
    const Graph graph = Passed(make, {LiftUnfold});
    ASSERT_EQ(CountOps<Unfold>(graph), 1) << PrintGraph(graph);
    EXPECT_EQ(CountOps<Gather>(graph) + CountOps<Pad>(graph), 0);
    const auto& op = std::get<Unfold>(graph.node(graph.Order()[0]).op);
    EXPECT_EQ(op.strides, (Dims{2, 1}));
    EXPECT_EQ(op.dilations, (Dims{1, 2}));
    EXPECT_EQ(op.pads, (Dims{1, 0, 1, 1}));
  }
}

TEST(LiftUnfold, LeavesPaddingThatIsNotZero) {
  const Graph graph = Passed([] { return Windows(true, 1); }, {LiftUnfold});
  EXPECT_EQ(CountOps<Pad>(graph), 1);
}

// sum over k of a[b, l, 1, k] * w[1, m, k]
Graph SumOfProducts() {
  GraphBuilder b;
  const ValueId a = b.Add(Unsqueeze{}, {b.Input({2, 3, 4}), b.Ints({2})});
  const ValueId product = b.Add(Mul{}, {a, b.Weight({1, 5, 4})});
  return b.Finish(b.Add(ReduceSum{.keepdims = false}, {product, b.Ints({3})}));
}

Graph SumOfSquares() {
  GraphBuilder b;
  const ValueId x = b.Input({2, 3, 4});
  return b.Finish(b.Add(ReduceSum{}, {b.Add(Mul{}, {x, x}), b.Ints({-1})}));
}

TEST(LiftSumOfProducts, BecomesAnEinsumAndThenAProduct) {
  const Graph einsum = Passed(SumOfProducts, {LiftSumOfProducts});
  ASSERT_EQ(CountOps<Einsum>(einsum), 1) << PrintGraph(einsum);
  EXPECT_EQ(einsum.node_count(), 1u);
  const Graph linear =
      Passed(SumOfProducts, {LiftSumOfProducts, LowerEinsum, Simplify});
  EXPECT_EQ(CountOps<MatMul>(linear), 1) << PrintGraph(linear);
}

TEST(LiftSumOfProducts, LeavesSumsOfSquares) {
  EXPECT_EQ(CountOps<Einsum>(Passed(SumOfSquares, {LiftSumOfProducts})), 0);
}

Graph EinsumOf(const char* equation, Dims a, Dims b_dims) {
  GraphBuilder b;
  const ValueId x = b.Input(std::move(a), "x");
  const ValueId y = b.Input(std::move(b_dims), "y");
  return b.Finish(b.Add(Einsum{equation}, {x, y}));
}

TEST(LowerEinsum, MakesProductsOfContractions) {
  for (const MakeGraph make :
       {+[] {
          return EinsumOf("bti,bi->bt", {2, 3, 4}, {2, 4});
        },
        +[] {
          return EinsumOf("bin,bim->bnm", {2, 3, 4}, {2, 3, 5});
        },
        +[] {
          return EinsumOf("bti,bni->btn", {2, 3, 4}, {2, 5, 4});
        },
        +[] {
          return EinsumOf("bti,mi->btm", {2, 3, 4}, {5, 4});
        },
        +[] {
          return EinsumOf("ij,kj->ki", {3, 4}, {5, 4});
        }}) {
    const Graph graph = Passed(make, {LowerEinsum});
    EXPECT_EQ(CountOps<MatMul>(graph), 1) << PrintGraph(graph);
    EXPECT_EQ(CountOps<Einsum>(graph), 0);
  }
}

TEST(LowerEinsum, LeavesWhatIsNoProduct) {
  for (const MakeGraph make : {+[] {
                                 return EinsumOf("ii,ij->j", {3, 3}, {3, 4});
                               },
                               +[] {
                                 return EinsumOf("ij,ij->ij", {3, 4}, {3, 4});
                               },
                               +[] {
                                 return EinsumOf("ij,k->ik", {3, 4}, {5});
                               }}) {
    EXPECT_EQ(CountOps<Einsum>(Passed(make, {LowerEinsum})), 1);
  }
}

}  // namespace
}  // namespace burin
