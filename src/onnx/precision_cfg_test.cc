// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/precision_cfg.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "ir/networks_testing.h"
#include "onnx/export.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

size_t CountType(const onnx::ModelProto& model,
                 const std::vector<std::string>& names,
                 std::string_view op_type) {
  const std::set<std::string> wanted(names.begin(), names.end());
  return static_cast<size_t>(std::count_if(
      model.graph.node.begin(), model.graph.node.end(),
      [&](const onnx::NodeProto& node) {
        return wanted.contains(node.name) && node.op_type == op_type;
      }));
}

TEST(KeepDtypeNames, NamesBothPerformerAttentions) {
  for (const int opset : {11, 12, 13}) {
    OnnxExportOptions options;
    options.opset = opset;
    const Graph graph = SmallT2tVit(1);
    const auto model = ExportOnnxModel(graph, options);
    ASSERT_TRUE(model.ok()) << model.error().message;
    const auto names = KeepDtypeNames(*model);
    ASSERT_TRUE(names.ok()) << names.error().message;
    EXPECT_EQ(CountType(*model, *names, "Exp"), 4u);
    EXPECT_EQ(CountType(*model, *names, "Split"), 2u);
    // |k|^2 / 2, |q|^2 / 2, two roots, the end: of each attention.
    EXPECT_EQ(CountType(*model, *names, "Div"), 10u);
    EXPECT_EQ(CountType(*model, *names, "Softmax"), 0u);
    EXPECT_EQ(CountType(*model, *names, "Erf"), 0u);
    EXPECT_EQ(std::set<std::string>(names->begin(), names->end()).size(),
              names->size());
  }
}

TEST(KeepDtypeNames, RefusesAModelWithoutThem) {
  const Graph graph = SmallShiftVit(1);
  const auto model = ExportOnnxModel(graph, {});
  ASSERT_TRUE(model.ok());
  const auto names = KeepDtypeNames(*model);
  ASSERT_FALSE(names.ok());
  EXPECT_EQ(names.error().code, ErrorCode::kUnknownModel);
}

TEST(KeepDtypeNames, ListsTheConstantsInside) {
  ModelBuilder b;
  b.Input("x", {2, 6}).Output("y").Ints("parts", {2, 2, 2});
  b.Node("Split", {"x", "parts"}, {"k", "q", "v"},
         {onnx::MakeAttribute("axis", 1)});
  b.Node("Constant", {}, {"c"}, {onnx::MakeAttribute("value_float", 2.0f)});
  b.Node("Exp", {"k"}, {"ek"}).Node("Exp", {"q"}, {"eq"});
  b.Node("Mul", {"ek", "eq"}, {"p"}).Node("Mul", {"p", "v"}, {"n"});
  b.Node("Mul", {"p", "c"}, {"d"}).Node("Div", {"n", "d"}, {"r"});
  b.Node("Relu", {"r"}, {"y"});
  const auto names = KeepDtypeNames(b.model());
  ASSERT_TRUE(names.ok()) << names.error().message;
  EXPECT_EQ(*names, (std::vector<std::string>{"k/Split", "c/Constant", "ek/Exp",
                                              "eq/Exp", "p/Mul", "n/Mul",
                                              "d/Mul", "r/Div"}));
}

}  // namespace
}  // namespace burin
