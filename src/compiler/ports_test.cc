// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/ports.h"

#include <gmock/gmock.h>

#include <numeric>

#include "ir/evaluate_graph.h"
#include "ir/verify.h"

namespace burin {
namespace {

using testing::HasSubstr;

// y = relu(x) with x of 1 x 3 x 2 x 2, and z = x itself.
Graph Network() {
  Graph graph;
  const ValueId x = graph.AddInput("x", {DType::kFloat32, {1, 3, 2, 2}});
  const auto y = graph.Add(Relu{}, {x}, "relu");
  EXPECT_TRUE(y.ok());
  graph.AddOutput(*y, "y");
  graph.AddOutput(x, "z");
  return graph;
}

CompileOptions Pixels(PixelInput input) {
  CompileOptions options;
  options.pixel_inputs = {input};
  return options;
}

std::string Refusal(const CompileOptions& options, ErrorCode code) {
  Graph graph = Network();
  const auto applied = ApplyPorts(options, graph);
  if (applied.ok()) return "accepted";
  EXPECT_EQ(applied.error().code, code) << applied.error().message;
  return applied.error().message;
}

TEST(ApplyPorts, CutsExchangesAndScalesThePixels) {
  PixelInput in;
  in.width = 4;
  in.height = 3;
  in.crop = PixelCrop{1, 1, 2, 2};
  in.swap_red_blue = true;
  in.mean = {1, 2, 3};
  in.scale = {2, 0.5f, 1};
  Graph graph = Network();
  const auto applied = ApplyPorts(Pixels(in), graph);
  ASSERT_TRUE(applied.ok()) << applied.error().message;
  graph.Compact();
  ASSERT_TRUE(VerifyGraph(graph).ok());
  ASSERT_EQ(graph.inputs().size(), 1u);
  EXPECT_EQ(graph.value(graph.inputs()[0]).name, "x");
  EXPECT_EQ(graph.type(graph.inputs()[0]),
            (TensorType{DType::kUint8, {1, 3, 4, 3}}));
  std::vector<uint8_t> bytes(3 * 4 * 3);
  std::iota(bytes.begin(), bytes.end(), 0);
  std::vector<Tensor> pictures;
  pictures.push_back(
      Tensor::Of<uint8_t>({1, 3, 4, 3}, std::span<const uint8_t>(bytes)));
  const auto out = EvaluateGraph(graph, pictures);
  ASSERT_TRUE(out.ok()) << out.error().message;
  const std::span<const float> z = (*out)[1].view().Span<float>();
  const float mean[] = {1, 2, 3};
  const float scale[] = {2, 0.5f, 1};
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < 2; ++y) {
      for (int x = 0; x < 2; ++x) {
        const int byte = ((y + 1) * 4 + x + 1) * 3 + (2 - c);
        EXPECT_EQ(z[c * 4 + y * 2 + x],
                  (static_cast<float>(byte) - mean[c]) * scale[c]);
      }
    }
  }
}

TEST(ApplyPorts, RefusesPicturesThatDoNotFit) {
  constexpr ErrorCode kShape = ErrorCode::kShapeMismatch;
  PixelInput in;
  in.width = in.height = 4;
  EXPECT_THAT(Refusal(Pixels(in), kShape),
              HasSubstr("pictures give 4x4 pixels"));
  in.crop = PixelCrop{3, 0, 2, 2};
  EXPECT_THAT(Refusal(Pixels(in), kShape), HasSubstr("are not inside"));
  in = {};
  in.channels = 1;
  EXPECT_THAT(Refusal(Pixels(in), kShape), HasSubstr("the network reads"));
  in = {};
  in.input = 1;
  EXPECT_THAT(Refusal(Pixels(in), ErrorCode::kBadUsage), HasSubstr("input 1"));
}

TEST(ApplyPorts, ConvertsInputsAndOutputs) {
  CompileOptions options;
  options.fp16_inputs = {"x"};
  options.output_types = {{"", "float16"}, {"relu:0", "int8"}};
  Graph graph = Network();
  const auto applied = ApplyPorts(options, graph);
  ASSERT_TRUE(applied.ok()) << applied.error().message;
  graph.Compact();
  ASSERT_TRUE(VerifyGraph(graph).ok());
  EXPECT_EQ(graph.type(graph.inputs()[0]).dtype, DType::kFloat16);
  EXPECT_EQ(graph.type(graph.outputs()[0]).dtype, DType::kInt8);
  EXPECT_EQ(graph.type(graph.outputs()[1]).dtype, DType::kFloat16);
  EXPECT_EQ(graph.output_name(0), "y");
}

TEST(ApplyPorts, RefusesNamesAndTypesThatAreUnknown) {
  constexpr ErrorCode kUsage = ErrorCode::kBadUsage;
  CompileOptions options;
  options.fp16_inputs = {"nope"};
  EXPECT_THAT(Refusal(options, kUsage), HasSubstr("'nope'"));
  options = {};
  options.output_types = {{"relu:1", "float16"}};
  EXPECT_THAT(Refusal(options, kUsage), HasSubstr("'relu:1'"));
  options.output_types = {{"", "int64"}};
  EXPECT_THAT(Refusal(options, kUsage), HasSubstr("'int64'"));
}

}  // namespace
}  // namespace burin
