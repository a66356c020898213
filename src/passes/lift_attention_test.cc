// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_attention.h"

#include "passes/lift_testing.h"
#include "passes/share.h"
#include "passes/simplify.h"

namespace burin {
namespace {

enum class Parts { kGather, kUnbind, kSplit };

// Attention over q, k and v, which are taken apart in different ways.
Graph AttentionOf(Parts parts, bool scaled_q) {
  constexpr int64_t kBatch = 2, kLength = 5, kHeads = 3, kDepth = 4;
  constexpr int64_t kWidth = kHeads * kDepth;
  GraphBuilder b;
  const ValueId x = b.Input({kBatch, kLength, 3 * kWidth});
  std::vector<ValueId> qkv;
  if (parts == Parts::kSplit) {
    for (const ValueId part : b.AddMany(Split{2}, {x}, 3)) {
      qkv.push_back(
          b.Add(Transpose{{0, 2, 1, 3}},
                {b.Add(Reshape{},
                       {part, b.Ints({kBatch, kLength, kHeads, kDepth})})}));
    }
  } else {
    const ValueId split =
        b.Add(Reshape{}, {x, b.Ints({kBatch, kLength, 3, kHeads, kDepth})});
    const ValueId turned = b.Add(Transpose{{2, 0, 3, 1, 4}}, {split});
    if (parts == Parts::kUnbind) {
      for (const ValueId part : b.AddMany(Split{0}, {turned}, 3)) {
        qkv.push_back(b.Add(Squeeze{}, {part, b.Ints({0})}));
      }
    }
    for (int64_t i = 0; i < 3 && parts == Parts::kGather; ++i) {
      qkv.push_back(
          b.Add(Gather{0}, {turned, b.Constant(Tensor::Scalar<int64_t>(i))}));
    }
  }
  ValueId q = qkv[0];
  if (scaled_q) q = b.Add(Div{}, {q, b.Number(2)});
  ValueId scores =
      b.Add(MatMul{}, {q, b.Add(Transpose{{0, 1, 3, 2}}, {qkv[1]})});
  if (!scaled_q) scores = b.Add(Mul{}, {scores, b.Number(0.5f)});
  const ValueId weights = b.Add(Softmax{}, {scores});
  ValueId y = b.Add(MatMul{}, {weights, qkv[2]});
  y = b.Add(Transpose{{0, 2, 1, 3}}, {y});
  return b.Finish(b.Add(Reshape{}, {y, b.Ints({kBatch, kLength, kWidth})}));
}

TEST(LiftAttention, FindsEveryWayToTakeQkvApart) {
  for (const MakeGraph make :
       {+[] { return AttentionOf(Parts::kGather, false); },
        +[] { return AttentionOf(Parts::kUnbind, false); },
        +[] { return AttentionOf(Parts::kSplit, true); },
        +[] { return AttentionOf(Parts::kUnbind, true); }}) {
    const Graph graph = Passed(make, {Simplify, Share, LiftAttention});
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    EXPECT_EQ(std::get<Attention>(graph.node(graph.Order()[0]).op),
              (Attention{.heads = 3, .scale = 0.5f}));
  }
}

Graph MaskedAttention() {
  GraphBuilder b;
  const ValueId x = b.Input({1, 5, 12});
  std::vector<ValueId> qkv;
  for (const ValueId part : b.AddMany(Split{2}, {x}, 3)) {
    qkv.push_back(b.Add(Transpose{{0, 2, 1, 3}},
                        {b.Add(Reshape{}, {part, b.Ints({1, 5, 2, 2})})}));
  }
  ValueId scores =
      b.Add(MatMul{}, {qkv[0], b.Add(Transpose{{0, 1, 3, 2}}, {qkv[1]})});
  scores = b.Add(Add{}, {scores, b.Weight({5, 5})});
  ValueId y = b.Add(MatMul{}, {b.Add(Softmax{}, {scores}), qkv[2]});
  y = b.Add(Transpose{{0, 2, 1, 3}}, {y});
  return b.Finish(b.Add(Reshape{}, {y, b.Ints({1, 5, 4})}));
}

TEST(LiftAttention, LeavesAMask) {
  const Graph graph = Passed(MaskedAttention, {Simplify, LiftAttention});
  EXPECT_EQ(CountOps<Attention>(graph), 0);
}

}  // namespace
}  // namespace burin
