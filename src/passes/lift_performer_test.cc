// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_performer.h"

#include "passes/lift_sum_of_products.h"
#include "passes/lift_testing.h"
#include "passes/share.h"
#include "passes/simplify.h"

namespace burin {
namespace {

constexpr int64_t kBatch = 2, kLength = 5, kWidth = 4, kFeatures = 9;

// How the sums of products are written.
enum class Form { kEinsum, kMulSum };

// What is changed about a true performer.
struct Wrong {
  bool epsilon = true;
  float root = 3;  // sqrt(kFeatures)
  float half = 2;
  bool swap_parts = false;
};

class PerformerBuilder : public GraphBuilder {
 public:
  explicit PerformerBuilder(Form form) : form_(form) {}

  // exp(x W' - |x|^2 / 2) / sqrt(M)
  ValueId Features(ValueId x, const Tensor& w, const Wrong& wrong) {
    ValueId norm = Add(ReduceSum{}, {Add(Mul{}, {x, x}), Ints({-1})});
    norm = Add(Tile{}, {norm, Ints({1, 1, kFeatures})});
    norm = Add(Div{}, {norm, Number(wrong.half)});
    // An exporter writes the matrix anew for each use.
    Tensor copy = std::move(w.Clone()).value();
    ValueId product;
    if (form_ == Form::kEinsum) {
      product = Add(Einsum{"bti,mi->btm"}, {x, Constant(std::move(copy))});
    } else {
      copy.Reshape({1, kFeatures, kWidth});
      product = Sum(Unsqueezed(x, 2), Constant(std::move(copy)), 3);
    }
    const ValueId exp = Add(Exp{}, {Add(Sub{}, {product, norm})});
    return Add(Div{}, {exp, Number(wrong.root)});
  }
  // f(q) . total, B x L
  ValueId Dot(ValueId q, ValueId total) {
    if (form_ == Form::kEinsum) return Add(Einsum{"bti,bi->bt"}, {q, total});
    return Sum(q, Unsqueezed(total, 1), 2);
  }
  ValueId Outer(ValueId v, ValueId k) {
    if (form_ == Form::kEinsum) return Add(Einsum{"bin,bim->bnm"}, {v, k});
    return Sum(Unsqueezed(v, 3), Unsqueezed(k, 2), 1);
  }
  ValueId Applied(ValueId q, ValueId kv) {
    if (form_ == Form::kEinsum) return Add(Einsum{"bti,bni->btn"}, {q, kv});
    return Sum(Unsqueezed(q, 2), Unsqueezed(kv, 1), 3);
  }
  ValueId Unsqueezed(ValueId x, int64_t axis) {
    return Add(Unsqueeze{}, {x, Ints({axis})});
  }

 private:
  ValueId Sum(ValueId a, ValueId b, int64_t axis) {
    return Add(ReduceSum{.keepdims = false},
               {Add(Mul{}, {a, b}), Ints({axis})});
  }
  Form form_;
};

Graph PerformerOf(Form form, const Wrong& wrong = {}) {
  PerformerBuilder b(form);
  std::mt19937 random(3);
  const Tensor w = RandomTensor(random, {kFeatures, kWidth});
  const ValueId x = b.Input({kBatch, kLength, 3 * kWidth});
  std::vector<ValueId> kqv = b.AddMany(Split{-1}, {x}, 3);
  if (wrong.swap_parts) std::swap(kqv[0], kqv[1]);
  const ValueId k = b.Features(kqv[0], w, wrong);
  const ValueId q = b.Features(kqv[1], w, wrong);
  const ValueId total = b.Add(ReduceSum{.keepdims = false}, {k, b.Ints({1})});
  ValueId divisor = b.Unsqueezed(b.Dot(q, total), 2);
  divisor = b.Add(Tile{}, {divisor, b.Ints({1, 1, kWidth})});
  if (wrong.epsilon) divisor = b.Add(Add{}, {divisor, b.Number(1e-8f)});
  const ValueId y = b.Applied(q, b.Outer(kqv[2], k));
  return b.Finish(b.Add(Div{}, {y, divisor}));
}

Graph Lifted(MakeGraph make) {
  return Passed(make, {LiftSumOfProducts, Simplify, Share, LiftPerformer});
}

TEST(LiftPerformer, FindsItWithEinsumAndWithSumsOfProducts) {
  for (const MakeGraph make : {+[] { return PerformerOf(Form::kEinsum); },
                               +[] { return PerformerOf(Form::kMulSum); }}) {
    const Graph graph = Lifted(make);
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    const Node& node = graph.node(graph.Order()[0]);
    EXPECT_EQ(std::get<Performer>(node.op).epsilon, 1e-8f);
    EXPECT_EQ(graph.dims(node.inputs[1]), (Dims{kFeatures, kWidth}));
  }
}

TEST(LiftPerformer, FindsItWithoutEpsilon) {
  for (const MakeGraph make :
       {+[] { return PerformerOf(Form::kEinsum, {.epsilon = false}); },
        +[] { return PerformerOf(Form::kMulSum, {.epsilon = false}); }}) {
    const Graph graph = Lifted(make);
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    EXPECT_EQ(std::get<Performer>(graph.node(graph.Order()[0]).op).epsilon, 0);
  }
}

TEST(LiftPerformer, LeavesOtherNumbersAndOrders) {
  for (const MakeGraph make :
       {+[] { return PerformerOf(Form::kEinsum, {.root = 2}); },
        +[] { return PerformerOf(Form::kMulSum, {.half = 3}); },
        +[] { return PerformerOf(Form::kEinsum, {.swap_parts = true}); }}) {
    EXPECT_EQ(CountOps<Performer>(Lifted(make)), 0);
  }
}

}  // namespace
}  // namespace burin
