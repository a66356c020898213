// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "ir/graph.h"

#include <gtest/gtest.h>

#include "ir/evaluate_graph.h"
#include "ir/text.h"
#include "ir/verify.h"

namespace burin {
namespace {

constexpr std::string_view kSmall =
    "input %0 'x': float32[2x3]\n"
    "const %1 'w': float32[3x2] = 1 0 0 1 0.5 -0.5\n"
    "const %2 'b': float32[2] = 10 20\n"
    "%3: float32[2x2] = Linear(%0, %1, %2) 'fc'\n"
    "%4: float32[2x2] = Relu(%3) 'relu'\n"
    "output %4 'y'\n";

Graph Small() {
  Result<Graph> graph = ParseGraph(kSmall);
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  return std::move(graph).value();
}

TEST(Graph, PrintsWhatItParses) {
  const Graph graph = Small();
  EXPECT_EQ(PrintGraph(graph), kSmall);
  EXPECT_TRUE(VerifyGraph(graph).ok());
}

TEST(Graph, ParseNamesTheLineThatIsWrong) {
  const auto refused = ParseGraph("input %0 'x': float32[2]\n%1: oops\n");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("line 2"), std::string::npos);
}

TEST(Graph, EvaluatesToTheSumsOfProducts) {
  const Graph graph = Small();
  std::vector<Tensor> in;
  in.push_back(Tensor::Of<float>({2, 3}, {1, 2, 4, -30, 0, 0}));
  const auto out = EvaluateGraph(graph, in);
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(std::vector<float>(out->at(0).Span<float>().begin(),
                               out->at(0).Span<float>().end()),
            (std::vector<float>{13, 20, 0, 20}));
}

TEST(Graph, CompactDropsWhatNobodyReads) {
  Graph graph = Small();
  ASSERT_TRUE(graph.Add(Exp{}, {graph.inputs()[0]}, "unused").ok());
  graph.AddConstant("unused", Tensor::Scalar(1.0f));
  graph.Compact();
  EXPECT_EQ(PrintGraph(graph), kSmall);
}

TEST(Graph, ReplaceUsesReachesOutputsToo) {
  Graph graph = Small();
  const Node* relu = graph.Producer(graph.outputs()[0]);
  graph.ReplaceUses(relu->outputs[0], relu->inputs[0]);
  graph.Compact();
  EXPECT_EQ(graph.node_count(), 1u);
  EXPECT_TRUE(VerifyGraph(graph).ok());
}

TEST(Graph, AnOpWhoseInputsDoNotFitIsRefusedWithItsName) {
  Graph graph = Small();
  const auto refused =
      graph.Add(MatMul{}, {graph.inputs()[0], graph.inputs()[0]}, "bad");
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().message.starts_with("node 'bad' (MatMul): "));
}

TEST(VerifyGraph, FindsAReaderOfARemovedNode) {
  Graph graph = Small();
  graph.Remove(graph.value(graph.outputs()[0]).producer);
  EXPECT_FALSE(VerifyGraph(graph).ok());
}

}  // namespace
}  // namespace burin
