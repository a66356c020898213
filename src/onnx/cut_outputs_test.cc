// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/cut_outputs.h"

#include <gmock/gmock.h>

#include "onnx/import.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

using testing::HasSubstr;

// x -> Relu -> a -> Split -> b, c; b -> Unheard -> y.
onnx::ModelProto Model() {
  ModelBuilder builder(11);
  builder.Input("x", {2, 4})
      .Node("Relu", {"x"}, {"a"})
      .Node("Split", {"a"}, {"b", "c"},
            {onnx::MakeAttribute("axis", int64_t{1})})
      .Node("Unheard", {"b"}, {"y"})
      .Output("y", {2, 2});
  return std::move(builder.model());
}

std::vector<std::string> OutputsOf(const std::vector<std::string>& names) {
  onnx::ModelProto model = Model();
  const auto cut = CutOutputs(names, model);
  if (!cut.ok()) {
    EXPECT_EQ(cut.error().code, ErrorCode::kBadUsage);
    return {cut.error().message};
  }
  std::vector<std::string> out;
  for (const auto& output : model.graph.output) out.push_back(output.name);
  return out;
}

TEST(CutOutputs, FindsTensorsNodesAndTheirOutputs) {
  EXPECT_EQ(OutputsOf({"c", "a"}), (std::vector<std::string>{"c", "a"}));
  EXPECT_EQ(OutputsOf({"b/Split:1"}), (std::vector<std::string>{"c"}));
  EXPECT_EQ(OutputsOf({"a/Relu"}), (std::vector<std::string>{"a"}));
}

TEST(CutOutputs, LeavesOutWhatNobodyReads) {
  onnx::ModelProto model = Model();
  EXPECT_FALSE(ImportModel(model).ok());
  const std::string names[] = {"b/Split:1"};
  ASSERT_TRUE(CutOutputs(names, model).ok());
  EXPECT_EQ(model.graph.node.size(), 2u);
  const auto graph = ImportModel(model);
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  EXPECT_EQ(graph->output_name(0), "c");
  EXPECT_EQ(graph->dims(graph->outputs()[0]), (Dims{2, 2}));
}

TEST(CutOutputs, RefusesUnknownAndRepeatedNames) {
  EXPECT_THAT(OutputsOf({"b/Splot"})[0], HasSubstr("nearest name is 'b/Split"));
  EXPECT_THAT(OutputsOf({"b/Split:2"})[0], HasSubstr("has 2 outputs"));
  EXPECT_THAT(OutputsOf({"c", "b/Split:1"})[0], HasSubstr("comes twice"));
}

}  // namespace
}  // namespace burin
