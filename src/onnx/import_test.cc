// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/import.h"

#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

using onnx::MakeAttribute;

Graph Imported(ModelBuilder& b, const ImportOptions& options = {}) {
  Result<Graph> graph = ImportModel(b.model(), options);
  EXPECT_TRUE(graph.ok()) << graph.error().message;
  if (!graph.ok()) return {};
  const auto verified = VerifyGraph(*graph);
  EXPECT_TRUE(verified.ok()) << verified.error().message;
  return std::move(graph).value();
}

void ExpectRefused(ModelBuilder& b, ErrorCode code, std::string_view part,
                   const ImportOptions& options = {}) {
  const Result<Graph> graph = ImportModel(b.model(), options);
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(ErrorCodeName(graph.error().code), ErrorCodeName(code))
      << graph.error().message;
  EXPECT_NE(graph.error().message.find(part), std::string::npos)
      << graph.error().message;
  EXPECT_EQ(graph.error().message.find('\n'), std::string::npos);
}

// The only node of a graph.
const Node& OnlyNode(const Graph& graph) {
  EXPECT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
  return graph.node(NodeId{0});
}

std::vector<int64_t> IntsOf(const Graph& graph, ValueId id) {
  EXPECT_TRUE(graph.IsConstant(id));
  return std::move(ToInt64s(graph.constant(id).view())).value();
}

// One node `op_type` from x: 2 x 3 x 4 to y.
ModelBuilder OneNode(int64_t opset, const std::string& op_type,
                     std::vector<onnx::AttributeProto> attributes = {},
                     std::vector<std::string> more_inputs = {}) {
  ModelBuilder b(opset);
  std::vector<std::string> inputs = {"x"};
  inputs.insert(inputs.end(), more_inputs.begin(), more_inputs.end());
  b.Input("x", {2, 3, 4}).Output("y");
  b.Node(op_type, std::move(inputs), {"y"}, std::move(attributes));
  return b;
}

// --- Shapes -----------------------------------------------------------------

ModelBuilder DynamicBatch() {
  ModelBuilder b(12);
  b.Input("x", {-1, 6}).Output("y").Ints("i", {0}).Ints("rest", {2, 3});
  b.Node("Shape", {"x"}, {"shape"});
  b.Node("Gather", {"shape", "i"}, {"batch"}, {MakeAttribute("axis", 0)});
  b.Node("Concat", {"batch", "rest"}, {"dims"}, {MakeAttribute("axis", 0)});
  b.Node("Reshape", {"x", "dims"}, {"y"});
  return b;
}

TEST(ImportModel, FixesTheBatchAndComputesWhatFollowsFromIt) {
  ModelBuilder b = DynamicBatch();
  const Graph graph = Imported(b, {{{"x", {5, 6}}}});
  const Node& reshape = OnlyNode(graph);
  EXPECT_EQ(IntsOf(graph, reshape.inputs[1]), (std::vector<int64_t>{5, 2, 3}));
  EXPECT_EQ(graph.dims(graph.outputs()[0]), (Dims{5, 2, 3}));
  EXPECT_EQ(graph.output_name(0), "y");
}

TEST(ImportModel, TakesDynamicDimensionsAsOneWhereNoneAreGiven) {
  ModelBuilder b = DynamicBatch();
  EXPECT_EQ(Imported(b).dims(Imported(b).outputs()[0]), (Dims{1, 2, 3}));
}

TEST(ImportModel, NamesNodesAfterTheModels) {
  ModelBuilder b = DynamicBatch();
  b.model().graph.node[3].name = "";
  EXPECT_EQ(OnlyNode(Imported(b)).name, "y");
  b.model().graph.node[3].name = "view";
  const Graph graph = Imported(b);
  EXPECT_EQ(OnlyNode(graph).origins, std::vector<std::string>{"view"});
}

TEST(ImportModel, RefusesShapesThatDoNotFitTheModel) {
  ModelBuilder b = DynamicBatch();
  ExpectRefused(b, ErrorCode::kBadUsage, "'nosuch' is not in the model",
                {{{"nosuch", {1, 6}}}});
  ExpectRefused(b, ErrorCode::kShapeMismatch, "dimension 1 of the model is 6",
                {{{"x", {1, 7}}}});
  ExpectRefused(b, ErrorCode::kShapeMismatch, "2 dimensions",
                {{{"x", {1, 6, 1}}}});
  ExpectRefused(b, ErrorCode::kShapeMismatch, "no elements", {{{"x", {0, 6}}}});
  ExpectRefused(b, ErrorCode::kTooLarge, "", {{{"x", {int64_t{1} << 60, 6}}}});
}

TEST(ImportModel, ExplainsABatchThatTheExporterWroteDown) {
  ModelBuilder b;
  b.Input("x", {-1, 6}).Output("y").Ints("dims", {1, 2, 3});
  b.Node("Reshape", {"x", "dims"}, {"y"});
  ExpectRefused(b, ErrorCode::kShapeMismatch, "exported with batch 1",
                {{{"x", {4, 6}}}});
  EXPECT_EQ(Imported(b).dims(Imported(b).outputs()[0]), (Dims{1, 2, 3}));
}

TEST(ImportModel, TakesAStatedShapeWhereItDependsOnValues) {
  ModelBuilder b;
  b.Input("x", {-1, 6}).Input("dims", {2}, DType::kInt64);
  b.Node("Reshape", {"x", "dims"}, {"y"}).Output("y");
  ExpectRefused(b, ErrorCode::kUnsupportedOp, "y/Reshape");
  b.model().graph.output[0] =
      onnx::MakeValueInfo("y", DType::kFloat32, Dims{-1, 6});
  const Graph graph = Imported(b, {{{"x", {3, 6}}}});
  EXPECT_EQ(graph.dims(graph.outputs()[0]), (Dims{3, 6}));
}

TEST(ImportModel, ListsInitializersThatAreInputsTooAsConstants) {
  ModelBuilder b;
  b.Input("x", {2, 3}).Input("w", {3}).Ones("w", {3}).Output("y");
  b.Node("Add", {"x", "w"}, {"y"});
  const Graph graph = Imported(b);
  EXPECT_EQ(graph.inputs().size(), 1u);
  EXPECT_TRUE(graph.IsConstant(OnlyNode(graph).inputs[1]));
}

// --- What older opsets wrote as attributes
// ------------------------------------

TEST(ImportModel, MakesInputsOfOldAttributes) {
  struct Case {
    const char* op_type;
    std::vector<onnx::AttributeProto> attributes;
    size_t input;
    std::vector<int64_t> values;
    int64_t opset;
  };
  const std::vector<Case> cases = {
      {"Unsqueeze", {MakeAttribute("axes", Dims{0, 2})}, 1, {0, 2}, 11},
      {"ReduceMean", {MakeAttribute("axes", Dims{-1})}, 1, {-1}, 17},
      {"ReduceSum", {MakeAttribute("axes", Dims{1, 2})}, 1, {1, 2}, 12},
      {"Pad",
       {MakeAttribute("pads", Dims{0, 1, 0, 0, 0, 2})},
       1,
       {0, 1, 0, 0, 0, 2},
       10},
      {"Slice",
       {MakeAttribute("starts", Dims{1}), MakeAttribute("ends", Dims{3}),
        MakeAttribute("axes", Dims{2})},
       3,
       {2},
       9},
  };
  for (const Case& c : cases) {
    ModelBuilder b = OneNode(c.opset, c.op_type, c.attributes);
    const Graph graph = Imported(b);
    const Node& node = OnlyNode(graph);
    ASSERT_GT(node.inputs.size(), c.input) << c.op_type;
    EXPECT_EQ(IntsOf(graph, node.inputs[c.input]), c.values) << c.op_type;
  }
}

TEST(ImportModel, ReadsSplitsOfEveryAge) {
  for (const int64_t opset : {12, 13, 18}) {
    ModelBuilder b(opset);
    b.Input("x", {2, 6}).Output("a").Output("b").Ints("parts", {2, 4});
    std::vector<onnx::AttributeProto> attributes = {MakeAttribute("axis", 1)};
    std::vector<std::string> inputs = {"x"};
    if (opset < 13) {
      attributes.push_back(MakeAttribute("split", Dims{2, 4}));
    } else {
      inputs.push_back("parts");
    }
    b.Node("Split", inputs, {"a", "b"}, attributes);
    const Graph graph = Imported(b);
    EXPECT_EQ(graph.dims(graph.outputs()[0]), (Dims{2, 2}));
    EXPECT_EQ(graph.dims(graph.outputs()[1]), (Dims{2, 4}));
  }
}

TEST(ImportModel, KeepsTheOldMeaningOfSoftmax) {
  ModelBuilder old = OneNode(12, "Softmax");
  EXPECT_EQ(std::get<Softmax>(OnlyNode(Imported(old)).op),
            (Softmax{.axis = 1, .flatten_to_2d = true}));
  ModelBuilder last = OneNode(12, "Softmax", {MakeAttribute("axis", 2)});
  EXPECT_EQ(std::get<Softmax>(OnlyNode(Imported(last)).op), Softmax{});
  ModelBuilder newer = OneNode(13, "Softmax");
  EXPECT_EQ(std::get<Softmax>(OnlyNode(Imported(newer)).op), Softmax{});
}

TEST(ImportModel, ReadsGroupNormsOfBothAges) {
  for (const int64_t opset : {18, 21}) {
    ModelBuilder b(opset);
    const int64_t numbers = opset == 18 ? 2 : 4;
    b.Input("x", {1, 4, 3}).Output("y").Ones("s", {numbers});
    b.Node("GroupNormalization", {"x", "s", "s"}, {"y"},
           {MakeAttribute("num_groups", 2)});
    EXPECT_EQ(std::get<GroupNormalization>(OnlyNode(Imported(b)).op).per_group,
              opset == 18);
  }
}

TEST(ImportModel, ResolvesAutoPad) {
  const std::pair<const char*, Dims> cases[] = {
      {"SAME_UPPER", {0, 1, 1, 1}},
      {"SAME_LOWER", {1, 1, 0, 1}},
      {"VALID", {0, 0, 0, 0}},
  };
  for (const auto& [auto_pad, pads] : cases) {
    ModelBuilder b;
    b.Input("x", {1, 2, 6, 7}).Output("y").Ones("w", {3, 2, 3, 3});
    b.Node("Conv", {"x", "w"}, {"y"},
           {MakeAttribute("auto_pad", std::string(auto_pad)),
            MakeAttribute("strides", Dims{2, 2})});
    EXPECT_EQ(std::get<Conv>(OnlyNode(Imported(b)).op).pads, pads) << auto_pad;
  }
}

TEST(ImportModel, ReadsConstantsOfEveryKind) {
  const std::vector<onnx::AttributeProto> kinds = {
      MakeAttribute(
          "value",
          onnx::MakeTensor("", Tensor::Of<float>({4}, {1, 2, 3, 4}).view())),
      MakeAttribute("value_floats", std::vector<float>{1, 2, 3, 4}),
      MakeAttribute("value_float", 2.0f)};
  for (const onnx::AttributeProto& kind : kinds) {
    ModelBuilder b;
    b.Input("x", {2, 4}).Output("y").Node("Constant", {}, {"c"}, {kind});
    b.Node("Mul", {"x", "c"}, {"y"});
    const Graph graph = Imported(b);
    EXPECT_TRUE(graph.IsConstant(OnlyNode(graph).inputs[1]));
  }
  ModelBuilder text;
  text.Input("x", {2}).Output("y").Node(
      "Constant", {}, {"y"}, {MakeAttribute("value_string", std::string("t"))});
  ExpectRefused(text, ErrorCode::kUnsupportedOp, "neither numbers");
}

TEST(ImportModel, LeavesDropoutOut) {
  ModelBuilder b = OneNode(12, "Dropout", {MakeAttribute("ratio", 0.5f)});
  EXPECT_TRUE(std::holds_alternative<Identity>(OnlyNode(Imported(b)).op));
}

// --- Refusals
// -----------------------------------------------------------------

TEST(ImportModel, ListsAllOperatorsItDoesNotKnow) {
  ModelBuilder b;
  b.Input("x", {2}).Output("y");
  b.Node("Frobnicate", {"x"}, {"a"}).Node("Relu", {"a"}, {"b"});
  b.Node("Wibble", {"b"}, {"y"});
  b.model().graph.node[2].domain = "com.example";
  ExpectRefused(b, ErrorCode::kUnsupportedOp,
                "2 nodes of operators that burin does not have (opset 17): "
                "Frobnicate 'a/Frobnicate', com.example.Wibble 'y/Wibble'");
}

TEST(ImportModel, RefusesOpsetsItDoesNotRead) {
  for (const int64_t opset : {kMinOpset - 1, kMaxOpset + 1, INT64_MAX}) {
    ModelBuilder b = OneNode(opset, "Relu");
    ExpectRefused(b, ErrorCode::kUnsupportedFormat,
                  StrCat("opset ", opset, " is not read, ", kMinOpset, " to ",
                         kMaxOpset));
  }
  ModelBuilder none = OneNode(17, "Relu");
  none.model().opset_import.clear();
  ExpectRefused(none, ErrorCode::kBadOnnx, "no opset");
  ModelBuilder two = OneNode(17, "Relu");
  two.model().opset_import.push_back({"ai.onnx", 18});
  ExpectRefused(two, ErrorCode::kBadOnnx, "17 and 18");
}

TEST(ImportModel, RefusesFunctionsAndSparseInitializers) {
  ModelBuilder functions = OneNode(17, "Relu");
  functions.model().has_functions = true;
  ExpectRefused(functions, ErrorCode::kUnsupportedFormat, "functions");
  ModelBuilder sparse = OneNode(17, "Relu");
  sparse.model().graph.has_sparse_initializer = true;
  ExpectRefused(sparse, ErrorCode::kUnsupportedFormat, "sparse");
}

TEST(ImportModel, RefusesNamesThatDoNotFitTogether) {
  ModelBuilder missing = OneNode(17, "Add", {}, {"ghost"});
  ExpectRefused(missing, ErrorCode::kBadOnnx, "'ghost', which nothing defines");
  ModelBuilder twice = OneNode(17, "Relu");
  twice.Node("Exp", {"x"}, {"y"});
  ExpectRefused(twice, ErrorCode::kBadOnnx, "'y' is defined twice");
  ModelBuilder weight = OneNode(17, "Relu");
  weight.Ones("w", {1}).Ones("w", {2});
  ExpectRefused(weight, ErrorCode::kBadOnnx, "'w' is defined twice");
  ModelBuilder shadow = OneNode(17, "Relu");
  shadow.Ones("y", {1});
  ExpectRefused(shadow, ErrorCode::kBadOnnx, "'y' is defined twice");
  ModelBuilder output = OneNode(17, "Relu");
  output.Output("z");
  ExpectRefused(output, ErrorCode::kBadOnnx, "'z' is made by no node");
  ModelBuilder cycle;
  cycle.Input("x", {2}).Output("a").Node("Add", {"x", "b"}, {"a"});
  cycle.Node("Relu", {"a"}, {"b"});
  ExpectRefused(cycle, ErrorCode::kBadOnnx, "a cycle");
}

TEST(ImportModel, TakesNodesThatStandInAnyOrder) {
  ModelBuilder b;
  b.Input("x", {2}).Output("y").Node("Relu", {"a"}, {"y"});
  b.Node("Exp", {"x"}, {"a"});
  EXPECT_EQ(Imported(b).node_count(), 2u);
}

TEST(ImportModel, RefusesAttributesItDoesNotKnow) {
  ModelBuilder unknown = OneNode(17, "Relu", {MakeAttribute("alpha", 1.0f)});
  ExpectRefused(unknown, ErrorCode::kUnsupportedOp, "'alpha' is not known");
  ModelBuilder type = OneNode(17, "Concat", {MakeAttribute("axis", 1.0f)});
  ExpectRefused(type, ErrorCode::kBadOnnx, "'axis' has type 1, 2 expected");
  ModelBuilder axis = OneNode(17, "Concat");
  ExpectRefused(axis, ErrorCode::kBadOnnx, "'axis' is absent");
}

TEST(ImportModel, RefusesHostileShapesAndAttributes) {
  ModelBuilder inferred(13);
  inferred.Input("x", {2, 6}).Output("y").Ints("dims", {-1, -1});
  inferred.Node("Reshape", {"x", "dims"}, {"y"});
  ExpectRefused(inferred, ErrorCode::kShapeMismatch, "y/Reshape");
  ModelBuilder perm =
      OneNode(13, "Transpose", {MakeAttribute("perm", Dims{0, 0, 1})});
  ExpectRefused(perm, ErrorCode::kShapeMismatch, "y/Transpose");
  ModelBuilder strides;
  strides.Input("x", {1, 2, 6, 7}).Output("y").Ones("w", {3, 2, 3, 3});
  strides.Node("Conv", {"x", "w"}, {"y"},
               {MakeAttribute("strides", Dims{0, 1})});
  ExpectRefused(strides, ErrorCode::kShapeMismatch, "y/Conv");
  ModelBuilder huge(13);
  huge.Input("x", {1}).Output("y").Ints("dims",
                                        {int64_t{1} << 40, int64_t{1} << 40});
  huge.Node("Expand", {"x", "dims"}, {"y"});
  ExpectRefused(huge, ErrorCode::kTooLarge, "y/Expand");
  ModelBuilder same;
  same.Input("x", {1, 2, 6, 7}).Output("y").Ones("w", {3, 2, 3, 3});
  same.Node("Conv", {"x", "w"}, {"y"},
            {MakeAttribute("auto_pad", std::string("SAME_UPPER")),
             MakeAttribute("dilations", Dims{INT64_MAX, INT64_MAX})});
  EXPECT_FALSE(ImportModel(same.model(), {}).ok());
}

TEST(ImportModel, BoundsTheConstantsThatItComputes) {
  // Each node doubles; the last would have 2^40 elements.
  ModelBuilder b(13);
  b.Ints("two", {2}).Ones("c0", {1}).Input("x", {1}).Output("y");
  for (int i = 0; i < 40; ++i) {
    b.Node("Tile", {"c" + std::to_string(i), "two"},
           {"c" + std::to_string(i + 1)});
  }
  b.Node("Mul", {"x", "c40"}, {"y"});
  const Graph graph = Imported(b);
  EXPECT_GT(graph.node_count(), 20u);
}

TEST(ImportModel, BoundsTheTimeOfAConstant) {
  // A sum of 10^16 products of small constants, which are left uncomputed.
  ModelBuilder b(12);
  b.Input("x", {1}).Output("y").Ones("c", {10'000});
  b.Node("Einsum", {"c", "c", "c", "c"}, {"s"},
         {MakeAttribute("equation", std::string("a,b,c,d->"))});
  b.Node("Mul", {"x", "s"}, {"y"});
  EXPECT_FALSE(ImportModel(b.model(), {}).ok());
  ModelBuilder less(12);
  less.Input("x", {1}).Output("y").Ones("c", {10'000});
  less.Node("Einsum", {"c", "c"}, {"s"},
            {MakeAttribute("equation", std::string("a,b->"))});
  less.Node("Mul", {"x", "s"}, {"y"});
  EXPECT_EQ(Imported(less).node_count(), 2u);
}

TEST(ImportModel, SurvivesEveryTruncationOfAModel) {
  ModelBuilder b = DynamicBatch();
  const std::string bytes = std::move(onnx::SerializeOnnx(b.model())).value();
  for (size_t n = 0; n < bytes.size(); ++n) {
    const std::string cut = bytes.substr(0, n);
    const auto model = onnx::ParseOnnx(AsBytes(cut));
    // The opset stands behind the graph, so no cut is a whole model.
    if (!model.ok()) continue;
    EXPECT_FALSE(ImportModel(*model, {}).ok()) << n;
  }
}

TEST(ImportModel, SurvivesEveryChangedByteOfAModel) {
  ModelBuilder b = DynamicBatch();
  const std::string bytes = std::move(onnx::SerializeOnnx(b.model())).value();
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x02, 0x10, 0x80}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      const auto model = onnx::ParseOnnx(AsBytes(changed));
      if (!model.ok()) continue;
      const auto graph = ImportModel(*model, {});
      if (!graph.ok()) continue;
      EXPECT_TRUE(VerifyGraph(*graph).ok()) << at;
    }
  }
}

TEST(ImportOnnx, StartsErrorsWithThePath) {
  const auto missing = ImportOnnx("/nonexistent/model.onnx");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(missing.error().message.starts_with("/nonexistent/model.onnx"));
}

}  // namespace
}  // namespace burin
