// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_gelu.h"

#include "passes/lift_testing.h"

namespace burin {
namespace {

const Dims kDims = {2, 3, 5};

// x * (1 + erf(x / sqrt 2)) * 0.5, as PyTorch's exporter writes it.
Graph InPyTorchOrder() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId erf = b.Add(Erf{}, {b.Add(Div{}, {x, b.Number(1.4142135f)})});
  const ValueId sum = b.Add(Add{}, {erf, b.Number(1)});
  return b.Finish(b.Add(Mul{}, {b.Add(Mul{}, {x, sum}), b.Number(0.5f)}));
}

// (0.5 x) * (erf(x * 0.7071) + 1)
Graph HalfFirst() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId erf = b.Add(Erf{}, {b.Add(Mul{}, {b.Number(0.70710678f), x})});
  const ValueId sum = b.Add(Add{}, {b.Number(1), erf});
  return b.Finish(b.Add(Mul{}, {b.Add(Mul{}, {b.Number(0.5f), x}), sum}));
}

// x * (0.5 + 0.5 erf(x / sqrt 2)), x itself a product with a number
Graph HalfInsideTheSum() {
  GraphBuilder b;
  const ValueId x = b.Add(Mul{}, {b.Input(kDims), b.Number(3)});
  const ValueId erf = b.Add(Erf{}, {b.Add(Div{}, {x, b.Number(1.4142135f)})});
  const ValueId half = b.Add(Mul{}, {erf, b.Number(0.5f)});
  return b.Finish(b.Add(Mul{}, {x, b.Add(Add{}, {half, b.Number(0.5f)})}));
}

Graph WithAnotherNumber() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId erf = b.Add(Erf{}, {b.Add(Div{}, {x, b.Number(1.5f)})});
  const ValueId sum = b.Add(Add{}, {erf, b.Number(1)});
  return b.Finish(b.Add(Mul{}, {b.Add(Mul{}, {x, sum}), b.Number(0.5f)}));
}

Graph OfAnotherValue() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  const ValueId erf =
      b.Add(Erf{}, {b.Add(Div{}, {b.Add(Exp{}, {x}), b.Number(1.4142135f)})});
  const ValueId sum = b.Add(Add{}, {erf, b.Number(1)});
  return b.Finish(b.Add(Mul{}, {b.Add(Mul{}, {x, sum}), b.Number(0.5f)}));
}

TEST(LiftGelu, FindsEveryOrderOfFactors) {
  for (const MakeGraph make : {InPyTorchOrder, HalfFirst}) {
    const Graph graph = Passed(make, {LiftGelu});
    EXPECT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    EXPECT_EQ(CountOps<Gelu>(graph), 1);
  }
}

TEST(LiftGelu, LeavesAProductBelowItAlone) {
  const Graph graph = Passed(HalfInsideTheSum, {LiftGelu});
  EXPECT_EQ(CountOps<Gelu>(graph), 1) << PrintGraph(graph);
  EXPECT_EQ(CountOps<Mul>(graph), 1);
}

TEST(LiftGelu, LeavesWhatIsNoGelu) {
  for (const MakeGraph make : {WithAnotherNumber, OfAnotherValue}) {
    EXPECT_EQ(CountOps<Gelu>(Passed(make, {LiftGelu})), 0);
  }
}

TEST(LiftGelu, CarriesTheOriginsOfAllItsParts) {
  const Graph graph = Passed(InPyTorchOrder, {LiftGelu});
  EXPECT_EQ(graph.node(graph.Order()[0]).origins.size(), 5u);
}

}  // namespace
}  // namespace burin
