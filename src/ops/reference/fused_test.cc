// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Each op of the compiler against the chain of ops that it replaces.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

constexpr int64_t kRows = 12;     // elements a row, K
constexpr int64_t kColumns = 10;  // N

struct Parts {
  Tensor x = Noise({2, 4, 5, kRows}, 1);
  Tensor w = Noise({kRows, kColumns}, 2);
  Tensor bias = Noise({kColumns}, 3);
  Tensor scale = Noise({kRows}, 4);
  Tensor offset = Noise({kRows}, 5);
  Tensor residual = Noise({2, 4, 5, kColumns}, 6);
};

FusedLinear Op() {
  FusedLinear op;
  op.columns = kColumns;
  return op;
}

// W and its bias in panels, the last one as wide as what is left of `wide`.
Tensor Packed(const Tensor& w, const Tensor& bias, int64_t panel,
              int64_t wide) {
  const int64_t k = w.dims()[0];
  const int64_t n = w.dims()[1];
  Tensor out = Tensor::Allocate(DType::kFloat32, {1 + k, wide}).value();
  float* dst = out.Span<float>().data();
  for (int64_t begin = 0; begin < wide; begin += panel) {
    const int64_t width = std::min(panel, wide - begin);
    for (int64_t i = 0; i <= k; ++i) {
      for (int64_t j = begin; j < begin + width; ++j, ++dst) {
        if (j >= n) continue;
        *dst = i == 0 ? bias.Span<float>()[static_cast<size_t>(j)]
                      : w.Span<float>()[static_cast<size_t>((i - 1) * n + j)];
      }
    }
  }
  return out;
}

TEST(FusedLinear, IsLayerNormLinearGeluAndAdd) {
  const Parts p;
  FusedLinear op = Op();
  op.norm = FusedNorm::kLayer;
  op.activation = FusedActivation::kGelu;
  op.residual = FusedResidual::kRows;
  const Tensor normal = Eval(LayerNormalization{}, {&p.x, &p.scale, &p.offset});
  const Tensor linear = Eval(Linear{}, {&normal, &p.w, &p.bias});
  const Tensor gelu = Eval(Gelu{}, {&linear});
  ExpectClose(Eval(op, {&p.x, &p.w, &p.bias, &p.scale, &p.offset, &p.residual}),
              Eval(Add{}, {&gelu, &p.residual}), kFloatTolerance);
}

TEST(FusedLinear, IsTheSameWithPackedWeights) {
  const Parts p;
  FusedLinear op = Op();
  const Tensor plain = Eval(op, {&p.x, &p.w, &p.bias});
  for (const int64_t panel : {1, 3, 4, 10, 16}) {
    op.panel = panel;
    const int64_t most = (kColumns + panel - 1) / panel * panel;
    for (int64_t wide = kColumns; wide <= most; ++wide) {
      const Tensor packed = Packed(p.w, p.bias, panel, wide);
      ExpectClose(Eval(op, {&p.x, &packed}), plain, 0);
    }
  }
}

Tensor InBf16(const Tensor& x) {
  const Tensor narrow = Eval(Cast{DType::kBFloat16}, {&x});
  return Eval(Cast{DType::kFloat32}, {&narrow});
}

TEST(FusedLinear, InBf16IsTheProductOfRoundedOperands) {
  const Parts p;
  FusedLinear op = Op();
  const Tensor x = InBf16(p.x);
  const Tensor w = InBf16(p.w);
  const Tensor expected = Eval(op, {&x, &w, &p.bias});
  op.precision = Precision::kBf16;
  ExpectClose(Eval(op, {&p.x, &p.w, &p.bias}), expected, kFloatTolerance);
  op.panel = 4;
  Tensor words =
      Tensor::Allocate(DType::kInt32, {1 + kRows / 2, kColumns}).value();
  int32_t* dst = words.Span<int32_t>().data();
  for (int64_t begin = 0; begin < kColumns; begin += op.panel) {
    const int64_t end = std::min(begin + op.panel, kColumns);
    for (int64_t i = -2; i < kRows; i += 2) {
      for (int64_t j = begin; j < end; ++j, ++dst) {
        const auto at = [&](int64_t k) {
          return BFloat16(
              p.w.Span<float>()[static_cast<size_t>(k * kColumns + j)]);
        };
        *dst = i < 0 ? std::bit_cast<int32_t>(
                           p.bias.Span<float>()[static_cast<size_t>(j)])
                     : at(i).bits | at(i + 1).bits << 16;
      }
    }
  }
  ExpectClose(Eval(op, {&p.x, &words}), expected, kFloatTolerance);
}

TEST(FusedLinear, InInt8IsNearTheProduct) {
  const Parts p;
  FusedLinear op = Op();
  const Tensor expected = Eval(op, {&p.x, &p.w, &p.bias});
  op.precision = Precision::kInt8;
  const Tensor y = Eval(op, {&p.x, &p.w, &p.bias});
  // Twelve products of two operands below 1, each wrong by half a step.
  ExpectClose(y, expected, 12 * (0.5 / 127 + 1.0 / 255));
  bool same = true;
  for (size_t i = 0; i < y.Span<float>().size(); ++i) {
    same = same && y.Span<float>()[i] == expected.Span<float>()[i];
  }
  EXPECT_FALSE(same);
}

TEST(FusedLinear, InInt8KeepsZerosAndPassesNaNOn) {
  Parts p;
  FusedLinear op = Op();
  op.precision = Precision::kInt8;
  const std::span<float> x = p.x.Span<float>();
  std::fill_n(x.begin(), kRows, 0.0f);
  x[kRows] = std::numeric_limits<float>::infinity();
  const Tensor y = Eval(op, {&p.x, &p.w, &p.bias});
  for (size_t j = 0; j < kColumns; ++j) {
    EXPECT_EQ(y.Span<float>()[j], p.bias.Span<float>()[j]);
    EXPECT_TRUE(std::isnan(y.Span<float>()[kColumns + j]));
  }
}

TEST(FusedLinear, WithGroupStatsIsGroupNormOfOneGroup) {
  const Parts p;
  FusedLinear op = Op();
  op.norm = FusedNorm::kGroup;
  op.source = FusedSource::kShift;
  op.shift_group = 3;
  const Tensor stats = Eval(GroupStats{.shift_group = 3}, {&p.x});
  const Tensor shifted = Eval(Shift{.group = 3, .channels_last = true}, {&p.x});
  const Tensor normal =
      Eval(GroupNormalization{.num_groups = 1, .channels_last = true},
           {&shifted, &p.scale, &p.offset});
  ExpectClose(Eval(op, {&p.x, &p.w, nullptr, &stats, &p.scale, &p.offset}),
              Eval(Linear{}, {&normal, &p.w}), kFloatTolerance);
}

TEST(FusedLinear, AffineNormIsMulAndAdd) {
  const Parts p;
  FusedLinear op = Op();
  op.norm = FusedNorm::kAffine;
  op.activation = FusedActivation::kRelu;
  const Tensor scaled = Eval(Mul{}, {&p.x, &p.scale});
  const Tensor moved = Eval(Add{}, {&scaled, &p.offset});
  const Tensor linear = Eval(Linear{}, {&moved, &p.w, &p.bias});
  ExpectClose(Eval(op, {&p.x, &p.w, &p.bias, &p.scale, &p.offset}),
              Eval(Relu{}, {&linear}), kFloatTolerance);
}

TEST(FusedLinear, GathersWindowsOfAnImage) {
  FusedLinear op = Op();
  op.source = FusedSource::kUnfold;
  op.kernel = {2, 2};
  op.strides = {2, 2};
  op.pads = {0, 0, 0, 0};
  op.dilations = {1, 1};
  op.channels_last = false;
  const Tensor image = Noise({2, 3, 6, 4}, 7);
  const Tensor rows =
      Eval(Unfold{.kernel = {2, 2}, .strides = {2, 2}}, {&image});
  const Parts p;
  ExpectClose(Eval(op, {&image, &p.w, &p.bias}),
              Eval(Linear{}, {&rows, &p.w, &p.bias}), 0);
}

TEST(FusedLinear, ReadsSourcesSideBySide) {
  FusedLinear op = Op();
  op.source = FusedSource::kConcat;
  op.sources = 3;
  const Tensor a = Noise({2, 3, 5}, 8);
  const Tensor b = Noise({2, 3, 1}, 9);
  const Tensor c = Noise({2, 3, 6}, 10);
  const Tensor rows = Eval(Concat{2}, {&a, &b, &c});
  const Parts p;
  ExpectClose(Eval(op, {&a, &b, &c, &p.w, &p.bias}),
              Eval(Linear{}, {&rows, &p.w, &p.bias}), 0);
}

TEST(FusedLinear, AddsTheRowsBeforeTheNorm) {
  FusedLinear op;
  op.columns = kRows;
  op.norm = FusedNorm::kLayer;
  op.residual = FusedResidual::kSource;
  const Parts p;
  const Tensor w = Noise({kRows, kRows}, 11);
  const Tensor normal = Eval(LayerNormalization{}, {&p.x, &p.scale, &p.offset});
  const Tensor linear = Eval(Linear{}, {&normal, &w});
  ExpectClose(Eval(op, {&p.x, &w, nullptr, &p.scale, &p.offset}),
              Eval(Add{}, {&linear, &p.x}), kFloatTolerance);
}

TEST(FusedLinear, AddsColumnsOfWiderRows) {
  FusedLinear op = Op();
  op.residual = FusedResidual::kRows;
  op.residual_offset = 4;
  const Parts p;
  const Tensor wide = Noise({2, 4, 5, kColumns + 7}, 12);
  const Tensor starts = Vector<int64_t>({4});
  const Tensor ends = Vector<int64_t>({4 + kColumns});
  const Tensor axes = Vector<int64_t>({3});
  const Tensor part = Eval(Slice{}, {&wide, &starts, &ends, &axes});
  const Tensor linear = Eval(Linear{}, {&p.x, &p.w, &p.bias});
  ExpectClose(Eval(op, {&p.x, &p.w, &p.bias, &wide}),
              Eval(Add{}, {&linear, &part}), 0);
}

TEST(FusedMlp, IsNormTwoLinearsAndTheSource) {
  FusedMlp op;
  op.hidden = 7;
  op.columns = kRows;
  op.norm = FusedNorm::kLayer;
  op.source = FusedSource::kShift;
  op.shift_group = 2;
  const Parts p;
  const Tensor w1 = Noise({kRows, 7}, 13);
  const Tensor b1 = Noise({7}, 14);
  const Tensor w2 = Noise({7, kRows}, 15);
  const Tensor b2 = Noise({kRows}, 16);
  const Tensor rows = Eval(Shift{.group = 2, .channels_last = true}, {&p.x});
  const Tensor normal =
      Eval(LayerNormalization{}, {&rows, &p.scale, &p.offset});
  const Tensor first = Eval(Linear{}, {&normal, &w1, &b1});
  const Tensor gelu = Eval(Gelu{}, {&first});
  const Tensor second = Eval(Linear{}, {&gelu, &w2, &b2});
  const Tensor expected = Eval(Add{}, {&second, &rows});
  ExpectClose(Eval(op, {&p.x, &w1, &b1, &w2, &b2, &p.scale, &p.offset}),
              expected, kFloatTolerance);
  op.panel1 = 4;
  op.panel2 = 8;
  const Tensor packed1 = Packed(w1, b1, 4, 8);
  const Tensor packed2 = Packed(w2, b2, 8, kRows);
  ExpectClose(Eval(op, {&p.x, &packed1, nullptr, &packed2, nullptr, &p.scale,
                        &p.offset}),
              expected, kFloatTolerance);
}

TEST(GroupStats, IsMeanAndInverseDeviationOfEachSample) {
  const Tensor x = Tensor::Of<float>({2, 2}, {1, 3, 5, -5});
  EXPECT_THAT(Values<float>(Eval(GroupStats{.epsilon = 0}, {&x})),
              testing::ElementsAre(2, 1, 0, 0.2f));
}

TEST(DepthwiseConv, IsConvWithOneGroupAChannel) {
  DepthwiseConv op;
  op.strides = {1, 2};
  op.pads = {1, 0, 2, 1};
  op.dilations = {2, 1};
  op.pre = FusedActivation::kRelu;
  op.post = FusedActivation::kGelu;
  const Tensor x = Noise({2, 7, 6, 5}, 17);
  const Tensor w = Noise({3, 2, 5}, 18);
  const Tensor bias = Noise({5}, 19);
  const Tensor scale = Noise({5}, 20);
  const Tensor offset = Noise({5}, 21);
  const Tensor scaled = Eval(Mul{}, {&x, &scale});
  const Tensor moved = Eval(Add{}, {&scaled, &offset});
  const Tensor relu = Eval(Relu{}, {&moved});
  const Tensor channels_first = Eval(Transpose{{2, 0, 1}}, {&w});
  const Tensor shape = Vector<int64_t>({5, 1, 3, 2});
  const Tensor filters = Eval(Reshape{}, {&channels_first, &shape});
  const Tensor conv = Eval(Conv{.strides = op.strides,
                                .pads = op.pads,
                                .dilations = op.dilations,
                                .group = 5,
                                .channels_last = true},
                           {&relu, &filters, &bias});
  ExpectClose(Eval(op, {&x, &w, &bias, &scale, &offset}), Eval(Gelu{}, {&conv}),
              kFloatTolerance);
}

}  // namespace
}  // namespace burin::reference
