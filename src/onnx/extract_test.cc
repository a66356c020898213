// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ir/graph_testing.h"
#include "onnx/import.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// x -> MatMul(w) -> h -> Relu -> r -> Add(x2) -> s -> MatMul(v) -> y
ModelBuilder Chain() {
  ModelBuilder b;
  b.Input("x", {-1, 4}).Input("x2", {-1, 5}).Output("y", {-1, 3});
  b.Ones("w", {4, 5}).Ones("v", {5, 3});
  b.Node("MatMul", {"x", "w"}, {"h"}).Node("Relu", {"h"}, {"r"});
  b.Node("Add", {"r", "x2"}, {"s"}).Node("MatMul", {"s", "v"}, {"y"});
  return b;
}

ExtractReport Extracted(onnx::ModelProto& model,
                        const ExtractOptions& options) {
  const Result<ExtractReport> report = ExtractModel(model, options);
  EXPECT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE(ImportModel(model, {}).ok());
  return report.ok() ? *report : ExtractReport{};
}

std::string Refusal(const ExtractOptions& options) {
  ModelBuilder b = Chain();
  const Result<ExtractReport> report = ExtractModel(b.model(), options);
  EXPECT_FALSE(report.ok());
  if (report.ok()) return "";
  EXPECT_EQ(report.error().code, ErrorCode::kBadUsage);
  return report.error().message;
}

TEST(ExtractModel, KeepsWhatLiesBetweenTensors) {
  ModelBuilder b = Chain();
  const ExtractReport report =
      Extracted(b.model(), {.starts = {"h"}, .ends = {"s"}});
  EXPECT_EQ(report.nodes_before, 4u);
  EXPECT_EQ(report.nodes_after, 2u);
  EXPECT_THAT(report.inputs, ElementsAre("h", "x2"));
  EXPECT_THAT(report.outputs, ElementsAre("s"));
  EXPECT_THAT(report.further_inputs, ElementsAre("x2"));
  const onnx::GraphProto& graph = b.model().graph;
  EXPECT_THAT(graph.initializer, IsEmpty());
  ASSERT_EQ(graph.input[0].shape.size(), 2u);
  EXPECT_LT(graph.input[0].shape[0].value, 0);  // the batch is dynamic still
  EXPECT_EQ(graph.input[0].shape[1].value, 5);
  EXPECT_EQ(graph.output[0].elem_type, 1);
}

TEST(ExtractModel, TakesNodesForTheirInputsAndOutputs) {
  ModelBuilder b = Chain();
  const ExtractReport report =
      Extracted(b.model(), {.starts = {"r/Relu"}, .ends = {"y/MatMul"}});
  EXPECT_THAT(report.inputs, ElementsAre("h", "x2"));
  EXPECT_THAT(report.outputs, ElementsAre("y"));
  EXPECT_EQ(b.model().graph.initializer.size(), 1u);  // v
}

TEST(ExtractModel, HasTheModelsOwnEndsWhereNoneAreNamed) {
  ModelBuilder b = Chain();
  EXPECT_THAT(Extracted(b.model(), {.starts = {"s"}}).inputs, ElementsAre("s"));
  b = Chain();
  const ExtractReport head = Extracted(b.model(), {.ends = {"r"}});
  EXPECT_THAT(head.inputs, ElementsAre("x"));
  EXPECT_THAT(head.further_inputs, IsEmpty());
}

TEST(ExtractModel, ComputesWhatTheWholeModelDoesThere) {
  ModelBuilder b = Chain();
  Extracted(b.model(), {.starts = {"x"}, .ends = {"r"}});
  ModelBuilder alone;
  alone.Input("x", {-1, 4}).Output("r").Ones("w", {4, 5});
  alone.Node("MatMul", {"x", "w"}, {"h"}).Node("Relu", {"h"}, {"r"});
  const Result<Graph> extracted = ImportModel(b.model(), {});
  const Result<Graph> expected = ImportModel(alone.model(), {});
  ASSERT_TRUE(extracted.ok() && expected.ok());
  ExpectSameValues(*extracted, *expected);
}

TEST(ExtractModel, CutsANodeThatMakesAStartAndMore) {
  ModelBuilder b(13);
  b.Input("x", {2, 4}).Output("y").Ints("sizes", {2, 2});
  b.Node("Split", {"x", "sizes"}, {"a", "b"}, {onnx::MakeAttribute("axis", 1)});
  b.Node("Relu", {"a"}, {"c"}).Node("Add", {"c", "b"}, {"y"});
  const ExtractReport report = Extracted(b.model(), {.starts = {"a"}});
  EXPECT_THAT(report.inputs, ElementsAre("a", "x"));
  EXPECT_EQ(report.nodes_after, 3u);
  EXPECT_EQ(b.model().graph.node[0].output[0], "a_cut");
}

TEST(ExtractModel, TakesGivenShapesAndTypes) {
  ModelBuilder b = Chain();
  Extracted(b.model(), {.starts = {"h"},
                        .ends = {"r"},
                        .input_shapes = {{"h", {7, 5}}},
                        .input_dtypes = {{"h", "float32"}}});
  EXPECT_EQ(b.model().graph.input[0].shape[0].value, 7);
}

TEST(ExtractModel, TakesShapesAndTypesOfTheModelsOwnInputs) {
  ModelBuilder b = Chain();
  Extracted(b.model(), {.ends = {"r"}, .input_shapes = {{"x", {7, 4}}}});
  EXPECT_EQ(b.model().graph.input[0].shape[0].value, 7);
  EXPECT_EQ(b.model().graph.output[0].shape[0].value, 7);
  b = Chain();
  const Result<ExtractReport> report = ExtractModel(
      b.model(), {.starts = {"h"}, .input_dtypes = {{"x2", "float16"}}});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(b.model().graph.input[1].elem_type,
            static_cast<int64_t>(DType::kFloat16));
}

TEST(ExtractModel, StatesNoShapeThatItCannotInfer) {
  ModelBuilder b;
  b.Input("x", {1, 4}).Output("y", {1, 4});
  b.Node("NoSuchOp", {"x"}, {"h"}).Node("Relu", {"h"}, {"y"});
  const Result<ExtractReport> report = ExtractModel(
      b.model(), {.starts = {"x"}, .input_shapes = {{"x", {8, 4}}}});
  ASSERT_TRUE(report.ok()) << report.error().message;
  const onnx::ValueInfoProto& output = b.model().graph.output[0];
  EXPECT_EQ(output.elem_type, static_cast<int64_t>(DType::kFloat32));
  EXPECT_FALSE(output.has_shape);
  EXPECT_THAT(output.shape, IsEmpty());
}

TEST(ExtractModel, RefusesShapesAndTypesOfWhatIsNoInput) {
  EXPECT_THAT(
      Refusal({.ends = {"r"}, .input_shapes = {{"nope", {1, 2}}}}),
      HasSubstr("shape of 'nope': no input of the part, which has 'x'"));
  EXPECT_THAT(Refusal({.starts = {"h"}, .input_dtypes = {{"x", "float16"}}}),
              HasSubstr("type of 'x': no input of the part"));
  EXPECT_THAT(Refusal({.ends = {"r"}, .input_dtypes = {{"x", "foo"}}}),
              HasSubstr("element type 'foo' is not known"));
}

TEST(ExtractModel, RefusesAPartWithoutNodes) {
  EXPECT_THAT(Refusal({.starts = {"s/Add"}, .ends = {"r/Relu"}}),
              HasSubstr("start 'x2' leads to none of the ends"));
  EXPECT_THAT(Refusal({.starts = {"r"}, .ends = {"r"}}),
              HasSubstr("no node lies between the starts and the ends"));
}

TEST(ExtractModel, NeedsATypeWhereNoneCanBeInferred) {
  ModelBuilder b;
  b.Input("x", {-1, 4}).Output("y");
  b.Node("NoSuchOperator", {"x"}, {"h"}).Node("Relu", {"h"}, {"y"});
  onnx::ModelProto model = b.model();
  EXPECT_THAT(ExtractModel(model, {.starts = {"h"}}).error().message,
              HasSubstr("its type is not known and must be given"));
  Extracted(b.model(), {.starts = {"h"}, .input_shapes = {{"h", {-1, 4}}}});
}

TEST(ExtractModel, RefusesNamesThatMeanNothing) {
  EXPECT_THAT(Refusal({.starts = {"hh"}}),
              HasSubstr("start 'hh' is no node and no tensor"));
  EXPECT_THAT(Refusal({.ends = {"nothing"}}),
              HasSubstr("end 'nothing' is no node and no tensor"));
  EXPECT_THAT(Refusal({.ends = {"y/MatMul:1"}}), HasSubstr("1 outputs"));
  EXPECT_THAT(Refusal({.starts = {"s"}, .ends = {"r"}}),
              HasSubstr("start 's' leads to none of the ends"));
  EXPECT_THAT(Refusal({.starts = {"h"}, .input_dtypes = {{"h", "f"}}}),
              HasSubstr("element type 'f' is not known"));
}

TEST(ExtractModel, RefusesAStartThatReadsOnlyConstants) {
  ModelBuilder b;
  b.Input("x", {4}).Output("y").Ones("w", {4});
  b.Node("Relu", {"w"}, {"c"}).Node("Add", {"x", "c"}, {"y"});
  EXPECT_THAT(ExtractModel(b.model(), {.starts = {"c/Relu"}}).error().message,
              HasSubstr("reads nothing that depends on an input"));
}

}  // namespace
}  // namespace burin
