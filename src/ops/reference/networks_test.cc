// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Each op of the networks against the standard ops it stands for.

#include <gtest/gtest.h>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

Tensor Sliced(const Tensor& x, int64_t axis, int64_t start, int64_t end) {
  const Tensor starts = Vector<int64_t>({start});
  const Tensor ends = Vector<int64_t>({end});
  const Tensor axes = Vector<int64_t>({axis});
  return Eval(Slice{}, {&x, &starts, &ends, &axes});
}

Tensor Reshaped(const Tensor& x, std::initializer_list<int64_t> dims) {
  const Tensor shape = Vector<int64_t>(dims);
  return Eval(Reshape{}, {&x, &shape});
}

// A part of the channels moved by one pixel: `begin` and `end` pixels of
// zeros come in and as many leave on the other side.
Tensor Moved(const Tensor& part, int64_t axis, int64_t begin) {
  const Tensor pads = Vector<int64_t>({begin, -begin});
  const Tensor axes = Vector<int64_t>({axis});
  return Eval(Pad{}, {&part, &pads, nullptr, &axes});
}

TEST(Shift, IsSlicesMovedByPads) {
  const Tensor x = Noise({2, 11, 4, 5}, 1);
  const Tensor parts[] = {Moved(Sliced(x, 1, 0, 2), 3, -1),
                          Moved(Sliced(x, 1, 2, 4), 3, 1),
                          Moved(Sliced(x, 1, 4, 6), 2, -1),
                          Moved(Sliced(x, 1, 6, 8), 2, 1), Sliced(x, 1, 8, 11)};
  const Tensor expected =
      Eval(Concat{1}, {&parts[0], &parts[1], &parts[2], &parts[3], &parts[4]});
  ExpectClose(Eval(Shift{.group = 2}, {&x}), expected, 0);
  const Tensor last = Eval(Transpose{{0, 2, 3, 1}}, {&x});
  const Tensor y = Eval(Shift{.group = 2, .channels_last = true}, {&last});
  ExpectClose(Eval(Transpose{{0, 3, 1, 2}}, {&y}), expected, 0);
}

TEST(Shift, TakesTheRightNeighbourFirst) {
  const Tensor x = Tensor::Of<float>({1, 4, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_THAT(Values<float>(Eval(Shift{.group = 1}, {&x})),
              ElementsAre(2, 0, 0, 3, 0, 0, 0, 0));
}

TEST(Unfold, HasTheWindowsAsRows) {
  const Tensor x = Tensor::Of<float>({1, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Unfold op{.kernel = {2, 1}, .strides = {1, 1}, .pads = {0, 0, 1, 0}};
  const Tensor y = Eval(op, {&x});
  EXPECT_EQ(y.dims(), (Dims{1, 4, 4}));
  EXPECT_THAT(Values<float>(y),
              ElementsAre(1, 3, 5, 7, 2, 4, 6, 8, 3, 0, 7, 0, 4, 0, 8, 0));
}

TEST(Unfold, TimesFiltersIsConv) {
  const Unfold op{.kernel = {3, 2},
                  .strides = {2, 1},
                  .pads = {1, 0, 2, 1},
                  .dilations = {1, 2}};
  const Tensor x = Noise({2, 3, 8, 7}, 2);
  const Tensor w = Noise({4, 3, 3, 2}, 3);
  const Tensor rows = Eval(op, {&x});
  const Tensor filters = Reshaped(w, {4, 18});
  const Tensor columns = Eval(Transpose{}, {&filters});
  const Tensor product = Eval(MatMul{}, {&rows, &columns});
  const Tensor conv = Eval(
      Conv{.strides = op.strides, .pads = op.pads, .dilations = op.dilations},
      {&x, &w});
  const Tensor expected = Reshaped(conv, {2, 4, -1});
  ExpectClose(Eval(Transpose{{0, 2, 1}}, {&product}), expected,
              kFloatTolerance);
}

TEST(Unfold, OrdersColumnsByTapWithChannelsLast) {
  Unfold op{.kernel = {3, 3}, .strides = {2, 2}, .pads = {1, 1, 1, 1}};
  const Tensor x = Noise({2, 3, 6, 5}, 4);
  const Tensor rows = Eval(op, {&x});
  const int64_t tokens = rows.dims()[1];
  const Tensor split = Reshaped(rows, {2, tokens, 3, 9});
  const Tensor swapped = Eval(Transpose{{0, 1, 3, 2}}, {&split});
  const Tensor last = Eval(Transpose{{0, 2, 3, 1}}, {&x});
  op.channels_last = true;
  ExpectClose(Eval(op, {&last}), Reshaped(swapped, {2, tokens, 27}), 0);
}

TEST(TokenMix, IsAnEinsumOverItsAxis) {
  const Tensor p = Noise({5, 3}, 5);
  const Tensor bias = Noise({5}, 6);
  const char* const equations[] = {"mk,kbc->mbc", "mk,bkc->bmc", "mk,bck->bcm"};
  const Dims bias_dims[] = {{5, 1, 1}, {1, 5, 1}, {1, 1, 5}};
  for (size_t axis = 0; axis < 3; ++axis) {
    Dims dims = {2, 4, 6};
    dims[axis] = 3;
    const Tensor x = Noise(dims, 7);
    const Tensor mixed = Eval(Einsum{equations[axis]}, {&p, &x});
    Tensor column = bias.Clone().value();
    column.Reshape(bias_dims[axis]);
    ExpectClose(Eval(TokenMix{static_cast<int64_t>(axis) - 3}, {&x, &p, &bias}),
                Eval(Add{}, {&mixed, &column}), kFloatTolerance);
  }
}

TEST(Attention, IsSoftmaxOfScaledProducts) {
  // More tokens than one block of queries.
  constexpr int64_t kTokens = 70;
  const Tensor qkv = Noise({2, kTokens, 3 * 2 * 4}, 8);
  const Tensor split = Reshaped(qkv, {2, kTokens, 3, 2, 4});
  const Tensor q = Reshaped(Sliced(split, 2, 0, 1), {2, kTokens, 2, 4});
  const Tensor k = Reshaped(Sliced(split, 2, 1, 2), {2, kTokens, 2, 4});
  const Tensor v = Reshaped(Sliced(split, 2, 2, 3), {2, kTokens, 2, 4});
  const Tensor scores = Eval(Einsum{"blhd,bmhd->bhlm"}, {&q, &k});
  const Tensor scale = Tensor::Scalar(3.0f);
  const Tensor scaled = Eval(Mul{}, {&scores, &scale});
  const Tensor weights = Eval(Softmax{}, {&scaled});
  const Tensor y = Eval(Einsum{"bhlm,bmhd->blhd"}, {&weights, &v});
  ExpectClose(Eval(Attention{.heads = 2, .scale = 3}, {&qkv}),
              Reshaped(y, {2, kTokens, 8}), kFloatTolerance);
}

TEST(Performer, IsTheLinearAttentionOfItsFeatures) {
  constexpr int64_t kTokens = 9;
  constexpr int64_t kSize = 4;
  constexpr int64_t kFeatures = 3;
  const Tensor kqv = Noise({2, kTokens, 3 * kSize}, 9);
  const Tensor w = Noise({kFeatures, kSize}, 10);
  const Tensor minus_half = Tensor::Scalar(-0.5f);
  const Tensor root = Tensor::Scalar(std::sqrt(3.0f));
  const auto features = [&](const Tensor& x) {
    const Tensor wx = Eval(Einsum{"bti,mi->btm"}, {&x, &w});
    const Tensor squares = Eval(Mul{}, {&x, &x});
    const Tensor axes = Vector<int64_t>({-1});
    const Tensor sums = Eval(ReduceSum{}, {&squares, &axes});
    const Tensor half = Eval(Mul{}, {&sums, &minus_half});
    const Tensor exponent = Eval(Add{}, {&wx, &half});
    const Tensor power = Eval(Exp{}, {&exponent});
    return Eval(Div{}, {&power, &root});
  };
  const Tensor fk = features(Sliced(kqv, 2, 0, kSize));
  const Tensor fq = features(Sliced(kqv, 2, kSize, 2 * kSize));
  const Tensor v = Sliced(kqv, 2, 2 * kSize, 3 * kSize);
  const Tensor kv = Eval(Einsum{"bin,bim->bnm"}, {&v, &fk});
  const Tensor numerator = Eval(Einsum{"bti,bni->btn"}, {&fq, &kv});
  const Tensor denominator = Eval(Einsum{"bti,bsi->bt"}, {&fq, &fk});
  const Tensor column = Reshaped(denominator, {2, kTokens, 1});
  const Tensor epsilon = Tensor::Scalar(0.25f);
  const Tensor safe = Eval(Add{}, {&column, &epsilon});
  ExpectClose(Eval(Performer{.epsilon = 0.25f}, {&kqv, &w}),
              Eval(Div{}, {&numerator, &safe}), kFloatTolerance);
}

}  // namespace
}  // namespace burin::reference
