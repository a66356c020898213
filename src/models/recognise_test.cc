// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What is recognised, what is refused, and in what words.

#include "models/recognise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/fake_checkpoint.h"

namespace burin {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

FakeNetwork SmallShiftVit() {
  return {.shape = {Family::kShiftVit, 12, {1, 2}, 24, true}, .classes = 5};
}
FakeNetwork SmallSmlpNet() {
  return {.shape = {Family::kSmlpNet, 6, {1, 2}, 18, true},
          .side = 8,
          .classes = 5};
}
FakeNetwork SmallT2tVit() {
  return {.shape = {Family::kT2tVit, 16, {1}, 32, true},
          .side = 2,
          .token_width = 8,
          .classes = 5};
}

// The dimensions of one tensor of a list.
Dims& DimsOf(TensorShapes& shapes, std::string_view name) {
  for (auto& [known, dims] : shapes) {
    if (known == name) return dims;
  }
  ADD_FAILURE() << "no tensor " << name;
  return shapes[0].second;
}

void Remove(TensorShapes& shapes, std::string_view name) {
  std::erase_if(shapes, [&](const auto& s) { return s.first == name; });
}

// The refusal of a checkpoint of those tensors; "built" when there is none.
Error RefusalOf(const TensorShapes& shapes, const ModelOptions& options = {},
                std::string_view family = "auto") {
  auto model = BuildModel(FakeCheckpoint(shapes), family, options);
  if (model.ok()) return {ErrorCode::kInternal, "built"};
  return std::move(model).error();
}

TEST(Recognise, ReadsAnyWidthDepthPatchAndClassCount) {
  auto model = BuildModel(FakeCheckpoint(FakeShapes(SmallShiftVit())), "auto",
                          {.image_size = 64});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model->family, "shiftvit");
  EXPECT_EQ(model->variant, "custom");
  EXPECT_THAT(model->notes,
              ElementsAre("no registered variant has these shapes: n_div 12 "
                          "and gelu assumed"));
  const Graph& graph = model->graph;
  EXPECT_EQ(graph.value(graph.inputs()[0]).name, "input");
  EXPECT_EQ(graph.dims(graph.inputs()[0]), (Dims{1, 3, 64, 64}));
  EXPECT_EQ(graph.output_name(0), "output");
  EXPECT_EQ(graph.dims(graph.outputs()[0]), (Dims{1, 5}));
}

TEST(Recognise, NotesOptionsOfOtherFamilies) {
  const auto notes = [](const FakeNetwork& network,
                        const ModelOptions& options) {
    const auto model =
        BuildModel(FakeCheckpoint(FakeShapes(network)), "auto", options);
    EXPECT_TRUE(model.ok()) << model.error().message;
    return model.ok() ? model->notes : std::vector<std::string>{};
  };
  EXPECT_THAT(
      notes(SmallSmlpNet(), {.num_heads = 7, .n_div = 4, .activation = "relu"}),
      IsSupersetOf({"the number of heads left out: smlpnet networks have none",
                    "n_div left out: smlpnet networks have none",
                    "the activation left out: smlpnet networks have none"}));
  EXPECT_THAT(notes(SmallT2tVit(), {.num_heads = 2}),
              Not(Contains(HasSubstr("left out"))));
}

TEST(Recognise, CountsTheElementsThatWereUsed) {
  const TensorShapes shapes = FakeShapes(SmallSmlpNet());
  size_t elements = 0;
  for (const auto& [name, dims] : shapes) {
    if (!IsTrainingLeftover(name)) {
      elements += static_cast<size_t>(ElementCount(dims));
    }
  }
  auto model = BuildModel(FakeCheckpoint(shapes), "smlpnet", {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model->parameters, elements);
}

TEST(Recognise, ConvertsHalfPrecisionWeights) {
  Checkpoint checkpoint = FakeCheckpoint(FakeShapes(SmallSmlpNet()));
  Tensor& head =
      checkpoint.tensors[checkpoint.index.at("mlp_head.0.bias")].tensor;
  const std::vector<Float16> half(5, Float16(0.5f));
  head = Tensor::Of<Float16>({5}, std::span<const Float16>(half));
  auto model = BuildModel(std::move(checkpoint), "auto", {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  const Node* gemm = model->graph.Producer(model->graph.outputs()[0]);
  const Tensor& bias = model->graph.constant(gemm->inputs[2]);
  EXPECT_EQ(bias.dtype(), DType::kFloat32);
  EXPECT_EQ(bias.Span<float>()[4], 0.5f);
}

TEST(Recognise, IgnoresWhatTrainingLeavesBehind) {
  TensorShapes shapes = FakeShapes(SmallShiftVit());
  shapes.push_back({"layers.0.total_ops", {1}});
  shapes.push_back({"layers.0.blocks.0.attn_mask", {4, 4}});
  EXPECT_EQ(RefusalOf(shapes).message, "built");
}

TEST(Recognise, NamesAMissingTensorWithItsShape) {
  TensorShapes shapes = FakeShapes(SmallShiftVit());
  Remove(shapes, "layers.1.blocks.1.mlp.fc2.bias");
  const Error error = RefusalOf(shapes);
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_EQ(error.message,
            "shiftvit: tensor 'layers.1.blocks.1.mlp.fc2.bias' (24) is "
            "missing");
}

TEST(Recognise, NamesAMisshapenTensorWithBothShapes) {
  TensorShapes shapes = FakeShapes(SmallT2tVit());
  DimsOf(shapes, "blocks.0.attn.proj.weight") = {16, 15};
  const Error error = RefusalOf(shapes, {.num_heads = 2});
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_EQ(error.message,
            "t2t_vit: tensor 'blocks.0.attn.proj.weight' is 16x15, 16x16 "
            "expected");
}

TEST(Recognise, NamesATensorTooMany) {
  TensorShapes shapes = FakeShapes(SmallT2tVit());
  shapes.push_back({"blocks.0.attn.se.weight", {4, 16}});
  const Error error = RefusalOf(shapes, {.num_heads = 2});
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_THAT(error.message,
              AllOf(HasSubstr("'blocks.0.attn.se.weight' (4x16)"),
                    HasSubstr("1 such tensors in all")));
}

TEST(Recognise, NamesTheNearestFamily) {
  TensorShapes shapes = {{"patch_embed.proj.weight", {96, 3, 4, 4}},
                         {"layers.0.blocks.0.attn.qkv.weight", {288, 96}},
                         {"head.weight", {10, 96}}};
  const Error error = RefusalOf(shapes);
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_THAT(error.message, HasSubstr("nearest is shiftvit with 3 of 3"));
}

TEST(Recognise, RefusesNamesOfNoFamily) {
  const Error error = RefusalOf({{"conv1.weight", {64, 3, 7, 7}}});
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_THAT(error.message, HasSubstr("none of 1 tensors"));
}

TEST(Recognise, RefusesIntegerWeights) {
  Checkpoint checkpoint = FakeCheckpoint(FakeShapes(SmallShiftVit()));
  checkpoint.tensors[checkpoint.index.at("norm.weight")].tensor =
      Tensor::Of<int32_t>({24}, std::vector<int32_t>(24));
  const auto model = BuildModel(std::move(checkpoint), "auto", {});
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kBadCheckpoint);
  EXPECT_THAT(model.error().message, HasSubstr("'norm.weight'"));
}

TEST(Recognise, RefusesOptionsThatDoNotFit) {
  const auto code = [](const FakeNetwork& network, const ModelOptions& options,
                       std::string_view family = "auto") {
    return RefusalOf(FakeShapes(network), options, family).code;
  };
  EXPECT_EQ(code(SmallT2tVit(), {}), ErrorCode::kBadUsage);  // heads unknown
  EXPECT_EQ(code(SmallT2tVit(), {.num_heads = 3}), ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallT2tVit(), {.num_heads = 2, .image_size = 40}),
            ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallSmlpNet(), {.image_size = 64}), ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallShiftVit(), {.n_div = 3}), ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallShiftVit(), {.n_div = 1'000'000}), ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallShiftVit(), {.activation = "tanh"}),
            ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallShiftVit(), {.image_size = 1 << 20}),
            ErrorCode::kBadUsage);
  EXPECT_EQ(code(SmallShiftVit(), {}, "resnet"), ErrorCode::kBadUsage);
}

TEST(Recognise, RefusesAnImageTooSmallForTheStages) {
  const Error error = RefusalOf(FakeShapes(SmallShiftVit()), {.image_size = 7});
  EXPECT_EQ(error.code, ErrorCode::kBadUsage);
  EXPECT_THAT(error.message, HasSubstr("shiftvit: node '"));
}

// A checkpoint of those tensors, of any shapes at all.
Checkpoint ZeroCheckpoint(const TensorShapes& shapes) {
  Checkpoint checkpoint;
  for (const auto& [name, dims] : shapes) {
    auto tensor = Tensor::Allocate(DType::kFloat32, dims);
    EXPECT_TRUE(tensor.ok());
    checkpoint.index[name] = checkpoint.tensors.size();
    checkpoint.tensors.push_back({name, std::move(*tensor)});
  }
  return checkpoint;
}

TEST(Recognise, SurvivesAnyShapeOfAnyTensor) {
  const std::vector<Dims> odd = {
      {},     {0},        {1},  {2, 2},  {0, 7},         {1, 1, 1},
      {3, 0}, {1, 5, 16}, {48}, {49, 1}, {1, 2, 3, 4, 5}};
  int refused = 0;
  for (const FakeNetwork& network :
       {SmallShiftVit(), SmallSmlpNet(), SmallT2tVit()}) {
    const TensorShapes whole = FakeShapes(network);
    for (size_t i = 0; i < whole.size(); ++i) {
      for (const Dims& dims : odd) {
        TensorShapes shapes = whole;
        if (dims == shapes[i].second) continue;
        shapes[i].second = dims;
        const auto model =
            BuildModel(ZeroCheckpoint(shapes), "auto", {.num_heads = 2});
        if (model.ok()) continue;  // a counter, or a width that still fits
        ++refused;
        EXPECT_TRUE(model.error().code == ErrorCode::kUnknownModel ||
                    model.error().code == ErrorCode::kBadUsage)
            << model.error().message;
      }
    }
  }
  EXPECT_GT(refused, 900);
}

TEST(Recognise, RefusesStagesWhoseWidthDoesNotDouble) {
  TensorShapes shapes = FakeShapes(SmallSmlpNet());
  DimsOf(shapes, "channel_mix.2.1.weight") = {24};
  const Error error = RefusalOf(shapes);
  EXPECT_EQ(error.code, ErrorCode::kUnknownModel);
  EXPECT_THAT(error.message, HasSubstr("'channel_mix.2.1.weight'"));
}

}  // namespace
}  // namespace burin
