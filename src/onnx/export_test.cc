// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What is written must mean what the op means: each op is exported at every
// opset with a dynamic batch, read back at another batch, and evaluated.

#include "onnx/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "ir/evaluate_graph.h"
#include "models/fake_checkpoint.h"
#include "models/recognise.h"
#include "onnx/import.h"

namespace burin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A graph for a batch of that size, nothing else differing with it.
using MakeGraph = std::function<Graph(int64_t batch)>;

ValueId Input(Graph& graph, Dims dims) {
  return graph.AddInput("x", {DType::kFloat32, std::move(dims)});
}
ValueId Constant(Graph& graph, std::string name, const Dims& dims) {
  Tensor tensor = FakeTensor(name, dims);
  return graph.AddConstant(std::move(name), std::move(tensor));
}
ValueId Ints(Graph& graph, std::string name, std::vector<int64_t> values) {
  return graph.AddConstant(
      std::move(name),
      Tensor::Of<int64_t>({static_cast<int64_t>(values.size())},
                          std::span<const int64_t>(values)));
}
Graph Finish(Graph graph, Op op, std::vector<ValueId> inputs,
             size_t outputs = 1) {
  const auto node =
      graph.AddNode(std::move(op), std::move(inputs), "/layer/Op", outputs);
  EXPECT_TRUE(node.ok()) << node.error().message;
  for (size_t i = 0; i < outputs; ++i) {
    graph.AddOutput(graph.node(*node).outputs[i], StrCat("y", i));
  }
  return graph;
}

std::vector<Tensor> Evaluate(const Graph& graph) {
  std::vector<Tensor> inputs;
  for (const ValueId id : graph.inputs()) {
    inputs.push_back(FakeTensor("input", graph.dims(id)));
  }
  auto outputs = EvaluateGraph(graph, inputs);
  EXPECT_TRUE(outputs.ok()) << outputs.error().message;
  return outputs.ok() ? std::move(*outputs) : std::vector<Tensor>();
}

void ExpectSame(const Tensor& got, const Tensor& want) {
  ASSERT_EQ(got.type(), want.type());
  if (want.dtype() != DType::kFloat32) {
    EXPECT_TRUE(std::ranges::equal(std::span(got.data(), got.bytes()),
                                   std::span(want.data(), want.bytes())));
    return;
  }
  float largest = 1;
  for (const float v : want.Span<float>()) {
    largest = std::max(largest, std::abs(v));
  }
  for (int64_t i = 0; i < want.elements(); ++i) {
    const size_t at = static_cast<size_t>(i);
    // Another order of a few hundred sums and products of float32.
    ASSERT_NEAR(got.Span<float>()[at], want.Span<float>()[at], 2e-5 * largest)
        << "element " << i;
  }
}

void ExpectMeansTheSame(const MakeGraph& make, int first_opset = 11) {
  const Graph one = make(1);
  const Graph two = make(2);
  const std::vector<Tensor> want = Evaluate(two);
  ImportOptions at_two;
  for (const ValueId id : two.inputs()) {
    at_two.input_shapes.emplace_back(two.value(id).name, two.dims(id));
  }
  for (int opset = first_opset; opset <= kMaxOnnxOpset; ++opset) {
    SCOPED_TRACE(StrCat("opset ", opset));
    const auto bytes = ExportOnnx(one, {.opset = opset});
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const auto model = onnx::ParseOnnx(std::as_bytes(std::span(*bytes)));
    ASSERT_TRUE(model.ok()) << model.error().message;
    const auto back = ImportModel(*model, at_two);
    ASSERT_TRUE(back.ok()) << back.error().message;
    const std::vector<Tensor> got = Evaluate(*back);
    ASSERT_EQ(got.size(), want.size());
    for (size_t i = 0; i < want.size(); ++i) ExpectSame(got[i], want[i]);
  }
}

std::vector<std::string> OpTypes(const onnx::ModelProto& model) {
  std::vector<std::string> types;
  for (const auto& node : model.graph.node) types.push_back(node.op_type);
  return types;
}

TEST(ExportOp, Gelu) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 7});
    return Finish(std::move(g), Gelu{}, {x});
  });
}

TEST(ExportOp, LayerNormalizationWithAndWithoutBias) {
  for (const bool bias : {true, false}) {
    ExpectMeansTheSame([&](int64_t batch) {
      Graph g;
      std::vector<ValueId> inputs = {Input(g, {batch, 5, 12}),
                                     Constant(g, "n.weight", {12})};
      if (bias) inputs.push_back(Constant(g, "n.bias", {12}));
      return Finish(std::move(g), LayerNormalization{}, inputs);
    });
  }
}

TEST(ExportOp, GroupNormalizationOfOneAndSeveralGroups) {
  for (const int64_t groups : {1, 3}) {
    ExpectMeansTheSame([&](int64_t batch) {
      Graph g;
      const ValueId x = Input(g, {batch, 6, 4, 5});
      const ValueId scale = Constant(g, "n.weight", {6});
      const ValueId bias = Constant(g, "n.bias", {6});
      return Finish(std::move(g), GroupNormalization{.num_groups = groups},
                    {x, scale, bias});
    });
  }
}

TEST(ExportOp, GroupNormalizationWithTheChannelsLast) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 4, 5, 6});
    const ValueId scale = Constant(g, "n.weight", {6});
    const ValueId bias = Constant(g, "n.bias", {6});
    return Finish(std::move(g),
                  GroupNormalization{.num_groups = 2, .channels_last = true},
                  {x, scale, bias});
  });
}

TEST(ExportOp, BatchNormalization) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    std::vector<ValueId> inputs = {Input(g, {batch, 3, 4, 4})};
    for (const char* part : {"weight", "bias", "running_mean", "running_var"}) {
      inputs.push_back(Constant(g, StrCat("n.", part), {3}));
    }
    return Finish(std::move(g), BatchNormalization{}, inputs);
  });
}

TEST(ExportOp, ShiftWithAndWithoutChannelsThatStay) {
  for (const int64_t channels : {8, 11}) {
    ExpectMeansTheSame([&](int64_t batch) {
      Graph g;
      const ValueId x = Input(g, {batch, channels, 3, 5});
      return Finish(std::move(g), Shift{.group = 2}, {x});
    });
  }
}

TEST(ExportOp, ShiftOfASinglePixel) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 5, 1, 1});
    return Finish(std::move(g), Shift{.group = 1}, {x});
  });
}

TEST(ExportOp, UnfoldWithUnevenWindows) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 2, 7, 9});
    return Finish(std::move(g),
                  Unfold{.kernel = {3, 2},
                         .strides = {2, 3},
                         .pads = {1, 0, 2, 1},
                         .dilations = {1, 2}},
                  {x});
  });
}

TEST(ExportOp, TokenMixAlongEachAxis) {
  for (const int64_t axis : {1, 2, 3}) {
    ExpectMeansTheSame([&](int64_t batch) {
      Graph g;
      const ValueId x = Input(g, {batch, 4, 5, 6});
      const int64_t n = g.dims(x)[static_cast<size_t>(axis)];
      const ValueId matrix = Constant(g, "mix.weight", {n, n});
      const ValueId bias = Constant(g, "mix.bias", {n});
      return Finish(std::move(g), TokenMix{.axis = axis}, {x, matrix, bias});
    });
  }
}

TEST(ExportOp, Attention) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 5, 3 * 8});
    return Finish(std::move(g), Attention{.heads = 2, .scale = 0.5f}, {x});
  });
}

TEST(ExportOp, Performer) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 6, 3 * 8});
    const ValueId w = Constant(g, "w", {4, 8});
    return Finish(std::move(g), Performer{}, {x, w});
  });
}

TEST(ExportOp, LinearWithAndWithoutBias) {
  for (const bool bias : {true, false}) {
    ExpectMeansTheSame([&](int64_t batch) {
      Graph g;
      std::vector<ValueId> inputs = {Input(g, {batch, 3, 6}),
                                     Constant(g, "fc.weight", {6, 4})};
      if (bias) inputs.push_back(Constant(g, "fc.bias", {4}));
      return Finish(std::move(g), Linear{}, inputs);
    });
  }
}

TEST(ExportOp, ConvWithDefaultedAttributes) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 4, 5, 5});
    const ValueId w = Constant(g, "conv.weight", {6, 2, 3, 3});
    return Finish(std::move(g), Conv{.group = 2}, {x, w});
  });
}

TEST(ExportOp, SoftmaxOverAMiddleAxis) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 3, 4});
    return Finish(std::move(g), Softmax{.axis = 1}, {x});
  });
}

TEST(ExportOp, SoftmaxOverAFlattenedRest) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 3, 4});
    return Finish(std::move(g), Softmax{.axis = 1, .flatten_to_2d = true}, {x});
  });
}

TEST(ExportOp, AxesAsAttributesOrInputs) {
  const auto reduce = [](Op op) {
    return [op](int64_t batch) {
      Graph g;
      const ValueId x = Input(g, {batch, 3, 4});
      const ValueId axes = Ints(g, "axes", {-1, 1});
      return Finish(std::move(g), op, {x, axes});
    };
  };
  ExpectMeansTheSame(reduce(ReduceMean{.keepdims = false}));
  ExpectMeansTheSame(reduce(ReduceSum{.keepdims = true}));
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 3});
    const ValueId axes = Ints(g, "axes", {1, 3});
    return Finish(std::move(g), Unsqueeze{}, {x, axes});
  });
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 1, 3, 1});
    const ValueId axes = Ints(g, "axes", {1, 3});
    return Finish(std::move(g), Squeeze{}, {x, axes});
  });
}

TEST(ExportOp, SplitIntoUnevenParts) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 7});
    const ValueId sizes = Ints(g, "sizes", {2, 4, 1});
    return Finish(std::move(g), Split{.axis = 1}, {x, sizes}, 3);
  });
}

TEST(ExportOp, PadOfSomeAxes) {
  ExpectMeansTheSame([](int64_t batch) {
    Graph g;
    const ValueId x = Input(g, {batch, 2, 3});
    const ValueId pads = Ints(g, "pads", {1, 0, 2, 3});
    const ValueId axes = Ints(g, "axes", {2, 1});
    return Finish(std::move(g), Pad{}, {x, pads, ValueId(), axes});
  });
}

TEST(ExportOp, RefusesWhatOnlyTheCompilerHas) {
  Graph g;
  const ValueId x = Input(g, {1, 2, 2, 4});
  const auto bytes = ExportOnnx(Finish(std::move(g), GroupStats{}, {x}), {});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code, ErrorCode::kUnsupportedOp);
  EXPECT_THAT(bytes.error().message, HasSubstr("'/layer/Op' (GroupStats)"));
}

TEST(Export, RefusesAnOpsetOutsideItsRange) {
  for (const int opset : {10, 18}) {
    const auto bytes = ExportOnnx(Graph(), {.opset = opset});
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(bytes.error().code, ErrorCode::kBadUsage);
  }
}

TEST(Export, NamesNodesByScopeAndOperator) {
  Graph g;
  const ValueId x = Input(g, {1, 4});
  const Graph done = Finish(std::move(g), Gelu{}, {x});
  const auto model = ExportOnnxModel(done, {});
  ASSERT_TRUE(model.ok());
  std::vector<std::string> names;
  for (const auto& node : model->graph.node) names.push_back(node.name);
  EXPECT_THAT(names, ElementsAre("/layer/Div", "/layer/Erf", "/layer/Add",
                                 "/layer/Mul", "/layer/Mul_1"));
  EXPECT_EQ(model->graph.node[0].output[0], "/layer/Div_output_0");
  EXPECT_EQ(model->graph.node[4].output[0], "y0");
}

TEST(Export, DeclaresADynamicBatch) {
  Graph g;
  const ValueId x = Input(g, {1, 4});
  const Graph done = Finish(std::move(g), Relu{}, {x});
  const auto model = ExportOnnxModel(done, {});
  ASSERT_TRUE(model.ok());
  for (const auto* port : {&model->graph.input[0], &model->graph.output[0]}) {
    EXPECT_EQ(port->shape[0].param, "-1");
    EXPECT_EQ(port->shape[1].value, 4);
  }
}

TEST(Export, CopiesAnOutputThatHasANameOfItsOwn) {
  Graph g;
  const ValueId x = Input(g, {1, 4});
  g.AddOutput(x, "y");
  const auto model = ExportOnnxModel(g, {});
  ASSERT_TRUE(model.ok());
  EXPECT_THAT(OpTypes(*model), ElementsAre("Identity"));
}

FakeNetwork SmallShiftVit() {
  return {.shape = {Family::kShiftVit, 12, {1, 1}, 24, true}, .classes = 5};
}
FakeNetwork SmallT2tVit(bool performer) {
  return {.shape = {Family::kT2tVit, 16, {1}, 32, performer},
          .side = 2,
          .token_width = 8,
          .classes = 5};
}

Model BuildSmall(const FakeNetwork& network, const ModelOptions& options) {
  auto model = BuildModel(FakeCheckpoint(FakeShapes(network)), "auto", options);
  EXPECT_TRUE(model.ok()) << model.error().message;
  return std::move(*model);
}

TEST(Export, SharesThePerformersSplitWithItsNeighbour) {
  const Model model = BuildSmall(SmallT2tVit(true), {.num_heads = 2});
  const auto onnx = ExportOnnxModel(model.graph, {});
  ASSERT_TRUE(onnx.ok()) << onnx.error().message;
  const std::vector<std::string> types = OpTypes(*onnx);
  EXPECT_EQ(std::ranges::count(types, "Split"), 2);
  EXPECT_EQ(std::ranges::count(types, "Exp"), 4);
}

// The rows of the first dimension from `first` to `last`.
Tensor Rows(const Tensor& tensor, int64_t first, int64_t last) {
  Dims dims = tensor.dims();
  const size_t row = tensor.bytes() / static_cast<size_t>(dims[0]);
  dims[0] = last - first;
  auto out =
      Tensor::FromBytes(tensor.dtype(), dims,
                        std::span(tensor.data(), tensor.bytes())
                            .subspan(static_cast<size_t>(first) * row,
                                     static_cast<size_t>(last - first) * row));
  EXPECT_TRUE(out.ok());
  return std::move(*out);
}

// A network exported with a dynamic batch and run at a batch of two gives each
// sample the logits that the network's own graph gives it.
void ExpectKeepsLogits(const FakeNetwork& network,
                       const ModelOptions& options) {
  const Model model = BuildSmall(network, options);
  const Graph& graph = model.graph;
  const std::string& name = graph.value(graph.inputs()[0]).name;
  Dims dims = graph.dims(graph.inputs()[0]);
  dims[0] = 2;
  const Tensor samples = FakeTensor("input", dims);
  for (int opset = kMinOnnxOpset; opset <= kMaxOnnxOpset; ++opset) {
    SCOPED_TRACE(StrCat("opset ", opset));
    const auto bytes = ExportOnnx(graph, {.opset = opset});
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const auto proto = onnx::ParseOnnx(std::as_bytes(std::span(*bytes)));
    ASSERT_TRUE(proto.ok()) << proto.error().message;
    const auto back = ImportModel(*proto, {{{name, dims}}});
    ASSERT_TRUE(back.ok()) << back.error().message;
    const auto got = EvaluateGraph(*back, std::span(&samples, 1));
    ASSERT_TRUE(got.ok()) << got.error().message;
    for (const int64_t i : {0, 1}) {
      const Tensor sample = Rows(samples, i, i + 1);
      const auto want = EvaluateGraph(graph, std::span(&sample, 1));
      ASSERT_TRUE(want.ok()) << want.error().message;
      ExpectSame(Rows((*got)[0], i, i + 1), (*want)[0]);
    }
  }
}

TEST(Export, WritesTheSameBytesTwice) {
  const auto bytes = [] {
    return ExportOnnx(BuildSmall(SmallShiftVit(), {.image_size = 16}).graph,
                      {});
  };
  const auto first = bytes();
  const auto second = bytes();
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second);
}

TEST(Export, KeepsTheLogitsOfShiftVit) {
  ExpectKeepsLogits(SmallShiftVit(), {.image_size = 16});
}

TEST(Export, KeepsTheLogitsOfSmlpNet) {
  ExpectKeepsLogits({.shape = {Family::kSmlpNet, 6, {1, 1}, 18, true},
                     .side = 4,
                     .classes = 5},
                    {});
}

TEST(Export, KeepsTheLogitsOfT2tVit) {
  ExpectKeepsLogits(SmallT2tVit(true), {.num_heads = 2});
  ExpectKeepsLogits(SmallT2tVit(false), {.num_heads = 2});
}

}  // namespace
}  // namespace burin
