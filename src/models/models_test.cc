// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Small networks from made-up checkpoints against PyTorch's logits.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "ir/evaluate_graph.h"
#include "ir/verify.h"
#include "models/fake_checkpoint.h"
#include "models/golden_logits.inc"
#include "models/recognise.h"

namespace burin {
namespace {

// The largest difference over the largest logit, evaluated in float32; NaN
// where the network cannot be built or run.
double ErrorAgainst(std::span<const double> golden, const FakeNetwork& network,
                    const ModelOptions& options) {
  auto model = BuildModel(FakeCheckpoint(FakeShapes(network)), "auto", options);
  EXPECT_TRUE(model.ok()) << model.error().message;
  if (!model.ok()) return NAN;
  EXPECT_TRUE(VerifyGraph(model->graph).ok());
  const Graph& graph = model->graph;
  std::vector<Tensor> inputs;
  inputs.push_back(FakeTensor("input", graph.dims(graph.inputs()[0])));
  const auto outputs = EvaluateGraph(graph, inputs);
  EXPECT_TRUE(outputs.ok()) << outputs.error().message;
  if (!outputs.ok()) return NAN;
  const Tensor& logits = (*outputs)[0];
  EXPECT_EQ(logits.elements(), static_cast<int64_t>(golden.size()));
  double error = 0;
  double largest = 0;
  for (size_t i = 0; i < golden.size(); ++i) {
    error = std::max(error, std::abs(logits.Span<float>()[i] - golden[i]));
    largest = std::max(largest, std::abs(golden[i]));
  }
  return error / largest;
}

// Some thousands of roundings of 6e-8 each; a wrong network is off by 1.
constexpr double kBound = 1e-5;

TEST(ShiftVit, HasPyTorchsLogitsWithGroupNormAndGelu) {
  const FakeNetwork network = {
      .shape = {Family::kShiftVit, 12, {1, 2}, 24, true}, .classes = 5};
  EXPECT_LT(ErrorAgainst(kShiftVitGroupNormGelu, network, {.image_size = 32}),
            kBound);
}

TEST(ShiftVit, HasPyTorchsLogitsWithBatchNormAndReluAndAllChannelsShifted) {
  const FakeNetwork network = {
      .shape = {Family::kShiftVit, 8, {2, 1}, 32, true},
      .patch = 2,
      .batch_norm = true,
      .classes = 5};
  EXPECT_LT(ErrorAgainst(kShiftVitBatchNormRelu, network,
                         {.n_div = 4, .activation = "relu", .image_size = 18}),
            kBound);
}

TEST(SmlpNet, HasPyTorchsLogits) {
  const FakeNetwork network = {.shape = {Family::kSmlpNet, 6, {1, 2}, 18, true},
                               .side = 8,
                               .classes = 5};
  EXPECT_LT(ErrorAgainst(kSmlpNet, network, {}), kBound);
}

FakeNetwork SmallT2tVit(bool performer) {
  return {.shape = {Family::kT2tVit, 16, {2}, 48, performer},
          .side = 2,
          .token_width = 8,
          .classes = 5};
}

TEST(T2tVit, HasPyTorchsLogitsWithPerformerTokens) {
  EXPECT_LT(ErrorAgainst(kT2tVitPerformer, SmallT2tVit(true), {.num_heads = 2}),
            kBound);
}

TEST(T2tVit, HasPyTorchsLogitsWithTransformerTokens) {
  EXPECT_LT(
      ErrorAgainst(kT2tVitTransformer, SmallT2tVit(false), {.num_heads = 4}),
      kBound);
}

TEST(T2tVit, ResizesItsPositionsForAnotherImageSize) {
  EXPECT_LT(ErrorAgainst(kT2tVitResized, SmallT2tVit(true),
                         {.num_heads = 2, .image_size = 48}),
            kBound);
}

}  // namespace
}  // namespace burin
