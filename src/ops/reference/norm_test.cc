// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Reductions, Softmax and the normalisations: reduce.cc and norm.cc.

#include <gtest/gtest.h>

#include <cmath>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

TEST(ReduceSum, TakesAxesAndKeepsDims) {
  const Tensor x = Tensor::Of<int32_t>({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Tensor axes = Vector<int64_t>({0, -1});
  const Tensor y = Eval(ReduceSum{}, {&x, &axes});
  EXPECT_EQ(y.dims(), (Dims{1, 2, 1}));
  EXPECT_THAT(Values<int32_t>(y), ElementsAre(14, 22));
  EXPECT_EQ(Eval(ReduceSum{.keepdims = false}, {&x}).dims(), Dims{});
  EXPECT_EQ(Eval(ReduceSum{.noop_with_empty_axes = true}, {&x}).dims(),
            x.dims());
}

TEST(ReduceSum, OfNothingIsZero) {
  const Tensor x = Tensor::Of<float>({2, 0}, {});
  const Tensor axes = Vector<int64_t>({1});
  EXPECT_THAT(Values<float>(Eval(ReduceSum{}, {&x, &axes})), ElementsAre(0, 0));
}

TEST(ReduceMean, RoundsOnceAndRefusesNoIntegers) {
  // In float the ones would be lost beside 2^24.
  Tensor x = Tensor::Allocate(DType::kFloat32, {65}).value();
  std::ranges::fill(x.Span<float>(), 1.0f);
  x.Span<float>()[0] = 16777216.0f;
  EXPECT_THAT(Values<float>(Eval(ReduceMean{}, {&x})),
              ElementsAre(16777280.0f / 65));
  const Tensor none = Tensor::Of<int32_t>({0}, {});
  EXPECT_EQ(CodeOf(ReduceMean{}, {&none}), "bad-value");
}

TEST(GlobalAveragePool, IsTheSameInBothLayouts) {
  const Tensor x = Noise({2, 5, 3, 4}, 1);
  const Tensor last = Eval(Transpose{{0, 2, 3, 1}}, {&x});
  const Tensor y = Eval(GlobalAveragePool{}, {&x});
  const Tensor z = Eval(GlobalAveragePool{.channels_last = true}, {&last});
  EXPECT_EQ(z.dims(), (Dims{2, 1, 1, 5}));
  EXPECT_EQ(Values<float>(y), Values<float>(z));
}

TEST(Softmax, SumsToOneAlongItsAxisOnly) {
  const Tensor x = Noise({2, 3, 4}, 2);
  const Tensor y = Eval(Softmax{.axis = 1}, {&x});
  const Tensor axes = Vector<int64_t>({1});
  const Tensor sums = Eval(ReduceSum{}, {&y, &axes});
  for (const float s : sums.Span<float>()) EXPECT_NEAR(s, 1, 1e-6);
  const float ratio = y.Span<float>()[4] / y.Span<float>()[0];
  EXPECT_NEAR(ratio, std::exp(x.Span<float>()[4] - x.Span<float>()[0]), 1e-6);
}

TEST(Softmax, FlattensBeforeOpset13) {
  const Tensor x = Noise({2, 3, 4}, 3);
  const Tensor flat = Eval(Flatten{1}, {&x});
  const Tensor y = Eval(Softmax{.axis = 1, .flatten_to_2d = true}, {&x});
  EXPECT_EQ(Values<float>(y), Values<float>(Eval(Softmax{1}, {&flat})));
}

TEST(Softmax, HoldsForLargeNumbers) {
  const Tensor x = Vector<float>({1e30f, 1e30f, -1e30f});
  EXPECT_THAT(Values<float>(Eval(Softmax{}, {&x})), ElementsAre(0.5f, 0.5f, 0));
}

TEST(BatchNormalization, IsOneScaleAndOneOffsetAChannel) {
  const Tensor x = Tensor::Of<float>({1, 2, 2}, {1, 2, 3, 4});
  const Tensor scale = Vector<float>({2, 1});
  const Tensor bias = Vector<float>({0, 10});
  const Tensor mean = Vector<float>({1, 3});
  const Tensor variance = Vector<float>({4, 1});
  EXPECT_THAT(Values<float>(Eval(BatchNormalization{.epsilon = 0},
                                 {&x, &scale, &bias, &mean, &variance})),
              ElementsAre(0, 1, 10, 11));
}

TEST(GroupNormalization, HasMeanZeroAndVarianceOneInEachGroup) {
  const Tensor x = Noise({2, 6, 3, 3}, 4);
  const Tensor one = Vector<float>({1, 1, 1, 1, 1, 1});
  const Tensor zero = Vector<float>({0, 0, 0, 0, 0, 0});
  const Tensor y = Eval(GroupNormalization{.num_groups = 2, .epsilon = 0},
                        {&x, &one, &zero});
  for (size_t group = 0; group < 4; ++group) {
    double sum = 0;
    double squares = 0;
    for (size_t i = group * 27; i < (group + 1) * 27; ++i) {
      const double v = static_cast<double>(y.Span<float>()[i]);
      sum += v;
      squares += v * v;
    }
    EXPECT_NEAR(sum / 27, 0, 1e-6);
    EXPECT_NEAR(squares / 27, 1, 1e-6);
  }
}

TEST(GroupNormalization, IsTheSameInBothLayouts) {
  const Tensor x = Noise({2, 6, 3, 2}, 5);
  const Tensor scale = Noise({6}, 6);
  const Tensor bias = Noise({6}, 7);
  const Tensor last = Eval(Transpose{{0, 2, 3, 1}}, {&x});
  GroupNormalization op{.num_groups = 3};
  const Tensor y = Eval(op, {&x, &scale, &bias});
  op.channels_last = true;
  const Tensor z = Eval(op, {&last, &scale, &bias});
  ExpectClose(Eval(Transpose{{0, 3, 1, 2}}, {&z}), y, 1e-6);
}

TEST(GroupNormalization, TakesOneScaleAGroupToo) {
  const Tensor x = Noise({2, 4, 3}, 13);
  const Tensor by_group = Vector<float>({2, -1});
  const Tensor by_channel = Vector<float>({2, 2, -1, -1});
  GroupNormalization op{.num_groups = 2};
  const Tensor expected = Eval(op, {&x, &by_channel, &by_channel});
  op.per_group = true;
  ExpectClose(Eval(op, {&x, &by_group, &by_group}), expected, 0);
}

TEST(InstanceNormalization, IsOneGroupAChannel) {
  const Tensor x = Noise({2, 3, 5}, 8);
  const Tensor scale = Noise({3}, 9);
  const Tensor bias = Noise({3}, 10);
  ExpectClose(Eval(InstanceNormalization{}, {&x, &scale, &bias}),
              Eval(GroupNormalization{.num_groups = 3}, {&x, &scale, &bias}),
              0);
}

TEST(LayerNormalization, GivesMeanAndInverseDeviation) {
  const Tensor x = Tensor::Of<float>({2, 2}, {1, 3, -1, -5});
  const Tensor scale = Vector<float>({1, 2});
  const Tensor bias = Vector<float>({0, 1});
  const auto y =
      EvaluateAll(LayerNormalization{.epsilon = 0}, {&x, &scale, &bias}, 3);
  ASSERT_TRUE(y.ok());
  EXPECT_THAT(Values<float>((*y)[0]), ElementsAre(-1, 3, 1, -1));
  EXPECT_EQ((*y)[1].dims(), (Dims{2, 1}));
  EXPECT_THAT(Values<float>((*y)[1]), ElementsAre(2, -3));
  EXPECT_THAT(Values<float>((*y)[2]), ElementsAre(1, 0.5f));
}

TEST(LayerNormalization, WidensSixteenBitInputs) {
  const Tensor x = Noise({3, 8}, 11);
  const Tensor scale = Noise({8}, 12);
  const Tensor half = Eval(Cast{DType::kFloat16}, {&x});
  const Tensor half_scale = Eval(Cast{DType::kFloat16}, {&scale});
  const Tensor y = Eval(LayerNormalization{}, {&half, &half_scale});
  EXPECT_EQ(y.dtype(), DType::kFloat16);
  // Both inputs and the result round to 11 bits.
  ExpectClose(Eval(Cast{DType::kFloat32}, {&y}),
              Eval(LayerNormalization{}, {&x, &scale}), 4e-3);
}

}  // namespace
}  // namespace burin::reference
