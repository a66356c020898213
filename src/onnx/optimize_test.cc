// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/optimize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ir/graph_testing.h"
#include "onnx/import.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

using onnx::MakeAttribute;

Graph Imported(const onnx::ModelProto& model) {
  Result<Graph> graph = ImportModel(model, {});
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  return std::move(graph).value();
}

// Applies one rewrite, or the default ones for "", and compares the values.
onnx::ModelProto Rewritten(ModelBuilder& b, const std::string& name,
                           size_t matches) {
  onnx::ModelProto model = b.model();
  std::vector<std::string> names;
  if (!name.empty()) names.push_back(name);
  const auto report = OptimizeModel(model, names);
  EXPECT_TRUE(report.ok()) << report.error().message;
  if (!report.ok()) return model;
  size_t total = 0;
  for (const RewriteCount& count : report->rewrites) total += count.matches;
  EXPECT_EQ(total, matches);
  EXPECT_EQ(report->nodes_after, model.graph.node.size());
  ExpectSameValues(Imported(model), Imported(b.model()));
  return model;
}

size_t Count(const onnx::ModelProto& model, std::string_view op_type) {
  return static_cast<size_t>(std::count_if(
      model.graph.node.begin(), model.graph.node.end(),
      [&](const onnx::NodeProto& n) { return n.op_type == op_type; }));
}

ModelBuilder& Number(ModelBuilder& b, const std::string& name, float value) {
  return b.Weight(name, Tensor::Scalar<float>(value));
}

ModelBuilder ConvAndNorm() {
  ModelBuilder b;
  b.Input("x", {-1, 2, 4, 4}).Output("y").Ones("w", {3, 2, 3, 3});
  b.Weight("s", Tensor::Of<float>({3}, {1, 2, 3}));
  b.Weight("v", Tensor::Of<float>({3}, {4, 5, 6}));
  b.Node("Conv", {"x", "w"}, {"c"});
  b.Node("BatchNormalization", {"c", "s", "s", "v", "v"}, {"y"});
  return b;
}

TEST(OptimizeModel, FoldsABatchNormIntoItsConvolution) {
  ModelBuilder b = ConvAndNorm();
  const onnx::ModelProto model = Rewritten(b, "batch-norm", 1);
  EXPECT_EQ(model.graph.node.size(), 1u);
  EXPECT_EQ(model.graph.input[0].shape[0].param, "batch");
}

TEST(OptimizeModel, LeavesABatchNormWhoseConvolutionIsReadToo) {
  ModelBuilder b = ConvAndNorm();
  b.Output("c");
  Rewritten(b, "batch-norm", 0);
}

TEST(OptimizeModel, ComputesConstants) {
  ModelBuilder b;
  b.Input("x", {2, 3}).Output("y").Ones("w", {3, 2});
  b.Node("Transpose", {"w"}, {"wt"}).Node("Exp", {"wt"}, {"e"});
  b.Node("Add", {"x", "e"}, {"y"});
  const onnx::ModelProto model = Rewritten(b, "constants", 2);
  EXPECT_EQ(model.graph.node.size(), 1u);
  EXPECT_EQ(model.graph.initializer.size(), 1u);
}

TEST(OptimizeModel, LeavesConstantsThatWouldGrow) {
  ModelBuilder b;
  b.Input("x", {2, 3000}).Output("y").Ones("w", {1}).Ints("d", {2, 3000});
  b.Node("Expand", {"w", "d"}, {"e"}).Node("Add", {"x", "e"}, {"y"});
  Rewritten(b, "constants", 0);
}

TEST(OptimizeModel, LeavesIdentitiesOut) {
  ModelBuilder b;
  b.Input("x", {2}).Output("y").Node("Identity", {"x"}, {"a"});
  b.Node("Identity", {"a"}, {"b"}).Node("Exp", {"b"}, {"c"});
  b.Node("Identity", {"c"}, {"y"});
  const onnx::ModelProto model = Rewritten(b, "identity", 2);
  EXPECT_EQ(model.graph.node.size(), 2u);  // Exp, and y by its name
}

TEST(OptimizeModel, MergesSlicesOfDifferentAxes) {
  ModelBuilder b;
  b.Input("x", {4, 6, 8}).Output("y").Ints("one", {1}).Ints("three", {3});
  b.Ints("zero", {0}).Ints("two", {2});
  b.Node("Slice", {"x", "one", "three", "zero"}, {"a"});
  b.Node("Slice", {"a", "one", "three", "one"}, {"b"});
  b.Node("Slice", {"b", "one", "three", "two"}, {"y"});
  EXPECT_EQ(Rewritten(b, "slices", 2).graph.node.size(), 1u);
}

TEST(OptimizeModel, LeavesSlicesOfOneAxis) {
  ModelBuilder b;
  b.Input("x", {6}).Output("y").Ints("one", {1}).Ints("four", {4});
  b.Ints("zero", {0});
  b.Node("Slice", {"x", "one", "four", "zero"}, {"a"});
  b.Node("Slice", {"a", "one", "four", "zero"}, {"y"});
  Rewritten(b, "slices", 0);
}

TEST(OptimizeModel, MergesConcatenations) {
  ModelBuilder b;
  b.Input("x", {2, 3}).Output("y");
  b.Node("Concat", {"x", "x"}, {"a"}, {MakeAttribute("axis", 1)});
  b.Node("Concat", {"x", "x"}, {"b"}, {MakeAttribute("axis", 0)});
  b.Node("Concat", {"b", "b"}, {"c"}, {MakeAttribute("axis", 1)});
  b.Node("Concat", {"a", "a"}, {"d"}, {MakeAttribute("axis", 1)});
  b.Node("Concat", {"c", "c"}, {"y"}, {MakeAttribute("axis", 1)});
  b.Output("d");
  EXPECT_EQ(Count(Rewritten(b, "concats", 0), "Concat"), 5u);
  ModelBuilder chain;
  chain.Input("x", {2, 3}).Output("y");
  chain.Node("Concat", {"x", "x"}, {"a"}, {MakeAttribute("axis", 1)});
  chain.Node("Concat", {"a", "x"}, {"b"}, {MakeAttribute("axis", 1)});
  chain.Node("Concat", {"x", "b"}, {"y"}, {MakeAttribute("axis", 1)});
  EXPECT_EQ(Count(Rewritten(chain, "concats", 2), "Concat"), 1u);
}

// (0.5 x) * (1 + erf(x * 0.7071))
ModelBuilder GeluOf(int64_t opset) {
  ModelBuilder b(opset);
  b.Input("x", {-1, 3}).Output("y");
  Number(Number(Number(b, "half", 0.5f), "one", 1), "root", 0.70710678f);
  b.Node("Mul", {"half", "x"}, {"h"}).Node("Mul", {"x", "root"}, {"s"});
  b.Node("Erf", {"s"}, {"e"}).Node("Add", {"one", "e"}, {"p"});
  b.Node("Mul", {"h", "p"}, {"y"});
  return b;
}

TEST(OptimizeModel, WritesGeluInOneWay) {
  ModelBuilder old = GeluOf(17);
  onnx::ModelProto model = Rewritten(old, "gelu", 1);
  EXPECT_EQ(model.graph.node.front().op_type, "Div");
  EXPECT_EQ(model.graph.node.size(), 5u);
  // The second time there is nothing to do.
  const std::vector<std::string> names = {"gelu"};
  const auto again = OptimizeModel(model, names);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->rewrites[0].matches, 0u);
  ModelBuilder newer = GeluOf(20);
  EXPECT_EQ(Count(Rewritten(newer, "gelu", 1), "Gelu"), 1u);
}

ModelBuilder LayerNormOf(int64_t opset) {
  ModelBuilder b(opset);
  b.Input("x", {-1, 3, 4}).Output("y").Ones("s", {4}).Ones("b", {4});
  Number(Number(b, "two", 2), "eps", 1e-5f);
  const auto axes = MakeAttribute("axes", Dims{-1});
  b.Node("ReduceMean", {"x"}, {"m"}, {axes}).Node("Sub", {"x", "m"}, {"d"});
  b.Node("Pow", {"d", "two"}, {"q"}).Node("ReduceMean", {"q"}, {"v"}, {axes});
  b.Node("Add", {"v", "eps"}, {"e"}).Node("Sqrt", {"e"}, {"r"});
  b.Node("Div", {"d", "r"}, {"n"}).Node("Mul", {"n", "s"}, {"t"});
  b.Node("Add", {"t", "b"}, {"y"});
  return b;
}

TEST(OptimizeModel, MakesALayerNormOneNode) {
  ModelBuilder b = LayerNormOf(17);
  const onnx::ModelProto model = Rewritten(b, "layer-norm", 1);
  ASSERT_EQ(model.graph.node.size(), 1u);
  EXPECT_EQ(model.graph.node[0].input.size(), 3u);
  ModelBuilder old = LayerNormOf(13);
  Rewritten(old, "layer-norm", 0);
}

TEST(OptimizeModel, MakesAnEinsumOfASumOfProducts) {
  ModelBuilder b(12);
  b.Input("x", {-1, 3, 4}).Output("y").Ones("w", {1, 5, 4});
  b.Node("Unsqueeze", {"x"}, {"u"}, {MakeAttribute("axes", Dims{2})});
  b.Node("Mul", {"u", "w"}, {"p"});
  b.Node("ReduceSum", {"p"}, {"y"},
         {MakeAttribute("axes", Dims{3}), MakeAttribute("keepdims", 0)});
  const onnx::ModelProto model = Rewritten(b, "einsum", 1);
  ASSERT_EQ(model.graph.node.size(), 1u);
  EXPECT_EQ(onnx::FindAttribute(model.graph.node[0], "equation")->s,
            "abd,cd->abc");
}

ModelBuilder ShiftVitTail() {
  ModelBuilder b(12);
  b.Input("x", {-1, 4, 2, 2}).Output("y").Ones("s", {4, 1, 1});
  b.Ones("b", {4, 1, 1}).Ones("w", {4, 3});
  b.Node("Mul", {"x", "s"}, {"m"}).Node("Add", {"m", "b"}, {"a"});
  b.Node("GlobalAveragePool", {"a"}, {"g"}).Node("Flatten", {"g"}, {"f"});
  b.Node("Gemm", {"f", "w"}, {"y"});
  return b;
}

TEST(OptimizeModel, PutsAPowerBeforeTheFinalNormWhenAsked) {
  ModelBuilder b = ShiftVitTail();
  const onnx::ModelProto model = Rewritten(b, "final-norm", 1);
  ASSERT_EQ(model.graph.node[0].op_type, "Pow");
  EXPECT_EQ(model.graph.node[0].name, "Pow_new");
  EXPECT_EQ(model.graph.node[0].input[1], "Pow_ini");
  EXPECT_EQ(Count(Rewritten(b, "", 0), "Pow"), 0u);
}

TEST(OptimizeModel, RefusesARewriteThatThereIsNot) {
  ModelBuilder b = ShiftVitTail();
  const std::vector<std::string> names = {"nosuch"};
  const auto refused = OptimizeModel(b.model(), names);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadUsage);
}

TEST(OptimizeModel, DropsWhatNobodyReads) {
  ModelBuilder b = ShiftVitTail();
  b.Ones("unused", {7}).Node("Exp", {"x"}, {"nowhere"});
  const onnx::ModelProto model = Rewritten(b, "", 0);
  EXPECT_EQ(Count(model, "Exp"), 0u);
  EXPECT_EQ(model.graph.initializer.size(), 3u);
}

}  // namespace
}  // namespace burin
