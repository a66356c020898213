// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// import(export(g)) == g: a network that is written as standard ONNX, of every
// opset, and read again is lifted to the graph that it was.

#include <gtest/gtest.h>

#include <map>

#include "formats/onnx_proto.h"
#include "ir/networks_testing.h"
#include "ir/text.h"
#include "onnx/export.h"
#include "onnx/import.h"
#include "passes/lift.h"
#include "passes/runner.h"

namespace burin {
namespace {

Graph Lifted(Graph graph) {
  const auto records = RunPasses(graph, LiftPipeline(), {}, {});
  EXPECT_TRUE(records.ok()) << records.error().message;
  return graph;
}

Graph ReadBack(const Graph& graph, int opset) {
  OnnxExportOptions options;
  options.opset = opset;
  const auto bytes = ExportOnnx(graph, options);
  EXPECT_TRUE(bytes.ok()) << bytes.error().message;
  const auto model = onnx::ParseOnnx(AsBytes(*bytes));
  EXPECT_TRUE(model.ok()) << model.error().message;
  const ValueId input = graph.inputs()[0];
  ImportOptions import;
  import.input_shapes = {{ graph.value(input).name, graph.dims(input) }};
  auto read = ImportModel(*model, import);
  EXPECT_TRUE(read.ok()) << read.error().message;
  return std::move(read).value();
}

// Ops, types and wiring, without names and without the values of constants.
std::string Structure(const Graph& graph) {
  std::map<uint32_t, size_t> numbers;
  std::string out;
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    out += std::string(OpName(node.op)) + " " +
           TypeText(graph.type(node.outputs[0])) + " from";
    for (const ValueId input : node.inputs) {
      out += " ";
      if (!input.valid()) continue;
      out += graph.IsConstant(input) ? TypeText(graph.type(input))
                                     : StrCat("#", numbers[input.index]);
    }
    for (const ValueId output : node.outputs) {
      numbers[output.index] = numbers.size();
    }
    out += "\n";
  }
  return out;
}

using Network = Graph (*)(int64_t batch);

class RoundTrip : public testing::TestWithParam<int> {};

void ExpectComesBack(Network network, int opset) {
  for (const int64_t batch : {int64_t{1}, int64_t{3}}) {
    const Graph original = Lifted(network(batch));
    const Graph back = Lifted(ReadBack(network(batch), opset));
    EXPECT_EQ(Structure(back), Structure(original)) << PrintGraph(back);
    ExpectSameValues(back, original);
  }
}

TEST_P(RoundTrip, GivesShiftVitBack) {
  ExpectComesBack(SmallShiftVit, GetParam());
}
TEST_P(RoundTrip, GivesSmlpNetBack) {
  ExpectComesBack(SmallSmlpNet, GetParam());
}
TEST_P(RoundTrip, GivesT2tVitBack) { ExpectComesBack(SmallT2tVit, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Opsets, RoundTrip, testing::Values(11, 12, 13, 17));

TEST(LiftPipeline, LeavesNothingToLiftTheSecondTime) {
  for (const Network network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    Graph graph = Lifted(ReadBack(network(2), 12));
    const std::string once = PrintGraph(graph);
    EXPECT_EQ(PrintGraph(Lifted(std::move(graph))), once);
  }
}

TEST(LiftPipeline, LiftsAModelOfAnyBatchToTheGraphOfOne) {
  OnnxExportOptions options;
  const Graph exported = SmallShiftVit(1);
  const auto model = ExportOnnxModel(exported, options);
  ASSERT_TRUE(model.ok()) << model.error().message;
  ImportOptions import;
  import.input_shapes = {{ "input", { 3, 3, 32, 32 } }};
  auto read = ImportModel(*model, import);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(Structure(Lifted(std::move(read).value())),
            Structure(Lifted(SmallShiftVit(3))));
}

TEST(LiftPipeline, KeepsTheNamesOfTheNodesItReplaces) {
  const Graph graph = Lifted(ReadBack(SmallShiftVit(1), 12));
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    if (!std::holds_alternative<Gelu>(node.op)) continue;
    EXPECT_EQ(node.origins.size(), 5u) << node.name;  // Div Erf Add Mul Mul
  }
}

}  // namespace
}  // namespace burin
