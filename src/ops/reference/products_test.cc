// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Products: products.cc, conv.cc and einsum.cc, against loops over every index.

#include <gtest/gtest.h>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

TEST(MatMul, MultipliesEveryHeightOfRows) {
  for (int64_t rows = 1; rows <= 9; ++rows) {
    const Tensor a = Noise({rows, 5}, 1);
    const Tensor b = Noise({5, 3}, 2);
    const Tensor y = Eval(MatMul{}, {&a, &b});
    for (int64_t i = 0; i < rows; ++i) {
      for (int64_t j = 0; j < 3; ++j) {
        float sum = 0;
        for (int64_t k = 0; k < 5; ++k) {
          sum += a.Span<float>()[static_cast<size_t>(i * 5 + k)] *
                 b.Span<float>()[static_cast<size_t>(k * 3 + j)];
        }
        EXPECT_EQ(y.Span<float>()[static_cast<size_t>(i * 3 + j)], sum);
      }
    }
  }
}

TEST(MatMul, BroadcastsBatchesAndTakesVectors) {
  const Tensor a = Noise({2, 1, 3, 4}, 3);
  const Tensor b = Noise({5, 4, 2}, 4);
  const Tensor y = Eval(MatMul{}, {&a, &b});
  ASSERT_EQ(y.dims(), (Dims{2, 5, 3, 2}));
  const Tensor same = Eval(Einsum{"xyik,zkj->xzij"}, {&a, &b});
  ExpectClose(y, same, 0);
  const Tensor v = Noise({4}, 5);
  EXPECT_EQ(Eval(MatMul{}, {&a, &v}).dims(), (Dims{2, 1, 3}));
  EXPECT_EQ(Eval(MatMul{}, {&v, &b}).dims(), (Dims{5, 2}));
  EXPECT_EQ(Eval(MatMul{}, {&v, &v}).dims(), Dims{});
}

TEST(MatMul, WrapsIntegersAndOfNothingIsZero) {
  const Tensor a = Tensor::Of<int32_t>({1, 2}, {INT32_MAX, 2});
  const Tensor b = Tensor::Of<int32_t>({2, 1}, {2, 1});
  EXPECT_THAT(Values<int32_t>(Eval(MatMul{}, {&a, &b})), ElementsAre(0));
  const Tensor left = Tensor::Of<float>({2, 0}, {});
  const Tensor right = Tensor::Of<float>({0, 2}, {});
  EXPECT_THAT(Values<float>(Eval(MatMul{}, {&left, &right})),
              ElementsAre(0, 0, 0, 0));
}

TEST(Gemm, TransposesScalesAndAdds) {
  const Tensor a = Noise({4, 3}, 6);
  const Tensor b = Noise({5, 4}, 7);
  const Tensor c = Noise({3, 1}, 8);
  const Tensor y =
      Eval(Gemm{.alpha = 2, .beta = -1, .trans_a = true, .trans_b = true},
           {&a, &b, &c});
  const Tensor at = Eval(Transpose{}, {&a});
  const Tensor bt = Eval(Transpose{}, {&b});
  const Tensor product = Eval(MatMul{}, {&at, &bt});
  const Tensor two = Tensor::Scalar(2.0f);
  const Tensor twice = Eval(Mul{}, {&product, &two});
  ExpectClose(y, Eval(Sub{}, {&twice, &c}), 1e-6);
}

TEST(Gemm, ScalesIntegersInDouble) {
  const Tensor a = Tensor::Of<int32_t>({1, 1}, {3});
  EXPECT_THAT(Values<int32_t>(Eval(Gemm{.alpha = 0.5f}, {&a, &a})),
              ElementsAre(4));
  const Tensor c = Tensor::Scalar<int32_t>(INT32_MAX);
  EXPECT_THAT(Values<int32_t>(Eval(Gemm{}, {&a, &a, &c})),
              ElementsAre(INT32_MIN + 8));
}

TEST(Linear, IsMatMulAndBias) {
  const Tensor x = Noise({2, 3, 4}, 9);
  const Tensor w = Noise({4, 5}, 10);
  const Tensor bias = Noise({5}, 11);
  const Tensor product = Eval(MatMul{}, {&x, &w});
  ExpectClose(Eval(Linear{}, {&x, &w, &bias}), Eval(Add{}, {&product, &bias}),
              0);
}

// Two spatial dimensions, channels first, one element at a time.
Tensor PlainConv(const Conv& op, const Tensor& x, const Tensor& w,
                 const Tensor& bias, const Dims& y_dims) {
  Tensor y = Tensor::Allocate(DType::kFloat32, y_dims).value();
  const auto at = [](const Tensor& t, int64_t a, int64_t b, int64_t c,
                     int64_t d) {
    const Dims& s = t.dims();
    return t.Span<float>()[static_cast<size_t>(
        ((a * s[1] + b) * s[2] + c) * s[3] + d)];
  };
  const Dims& f = w.dims();
  size_t next = 0;
  for (int64_t b = 0; b < y_dims[0]; ++b) {
    for (int64_t m = 0; m < y_dims[1]; ++m) {
      for (int64_t i = 0; i < y_dims[2]; ++i) {
        for (int64_t j = 0; j < y_dims[3]; ++j) {
          double sum =
              static_cast<double>(bias.Span<float>()[static_cast<size_t>(m)]);
          for (int64_t c = 0; c < f[1]; ++c) {
            for (int64_t p = 0; p < f[2]; ++p) {
              for (int64_t q = 0; q < f[3]; ++q) {
                const int64_t h =
                    i * op.strides[0] + p * op.dilations[0] - op.pads[0];
                const int64_t v =
                    j * op.strides[1] + q * op.dilations[1] - op.pads[1];
                if (h < 0 || h >= x.dims()[2] || v < 0 || v >= x.dims()[3]) {
                  continue;
                }
                const int64_t channel = m / (f[0] / op.group) * f[1] + c;
                sum += static_cast<double>(at(x, b, channel, h, v)) *
                       static_cast<double>(at(w, m, c, p, q));
              }
            }
          }
          y.Span<float>()[next++] = static_cast<float>(sum);
        }
      }
    }
  }
  return y;
}

TEST(Conv, MatchesPlainLoopsWithGroupsStridesDilationsAndPads) {
  for (const int64_t group : {1, 2, 6}) {
    const Conv op{.strides = {2, 1},
                  .pads = {2, 1, 0, 3},
                  .dilations = {1, 2},
                  .group = group};
    const Tensor x = Noise({2, 6, 9, 8}, 12);
    const Tensor w = Noise({12, 6 / group, 3, 2}, 13);
    const Tensor bias = Noise({12}, 14);
    const Tensor y = Eval(op, {&x, &w, &bias});
    EXPECT_EQ(y.dims(), (Dims{2, 12, 5, 10}));
    ExpectClose(y, PlainConv(op, x, w, bias, y.dims()), kFloatTolerance);
  }
}

TEST(Conv, IsTheSameWithChannelsLast) {
  Conv op{.strides = {2, 3}, .pads = {1, 0, 1, 2}, .group = 2};
  const Tensor x = Noise({2, 4, 9, 7}, 15);
  const Tensor w = Noise({6, 2, 3, 3}, 16);
  const Tensor last = Eval(Transpose{{0, 2, 3, 1}}, {&x});
  const Tensor y = Eval(op, {&x, &w});
  op.channels_last = true;
  const Tensor z = Eval(op, {&last, &w});
  ExpectClose(Eval(Transpose{{0, 3, 1, 2}}, {&z}), y, 0);
}

TEST(Conv, TakesOneAndThreeSpatialDimensions) {
  const Tensor x = Noise({1, 3, 1, 1, 20}, 17);
  const Tensor w = Noise({2, 3, 1, 1, 5}, 18);
  const Tensor y = Eval(Conv{}, {&x, &w});
  const Tensor line =
      Tensor::FromBytes(DType::kFloat32, {1, 3, 20}, {x.data(), x.bytes()})
          .value();
  const Tensor taps =
      Tensor::FromBytes(DType::kFloat32, {2, 3, 5}, {w.data(), w.bytes()})
          .value();
  EXPECT_EQ(Values<float>(Eval(Conv{}, {&line, &taps})), Values<float>(y));
}

TEST(Conv, PutsTheOddElementOfSamePaddingWhereAutoPadSays) {
  const Tensor x = Tensor::Of<float>({1, 1, 4}, {1, 2, 3, 4});
  const Tensor w = Tensor::Of<float>({1, 1, 2}, {1, 10});
  EXPECT_THAT(Values<float>(Eval(Conv{.auto_pad = "SAME_UPPER"}, {&x, &w})),
              ElementsAre(21, 32, 43, 4));
  EXPECT_THAT(Values<float>(Eval(Conv{.auto_pad = "SAME_LOWER"}, {&x, &w})),
              ElementsAre(10, 21, 32, 43));
}

TEST(Conv, OfNoChannelsIsItsBiasAtOnce) {
  const int64_t side = int64_t{1} << 20;  // 2^40 taps of nothing
  const Conv op{.pads = {side - 1, side - 1, 0, 0}};
  const Tensor x = Tensor::Of<float>({1, 0, 1, 1}, {});
  const Tensor w = Tensor::Of<float>({2, 0, side, side}, {});
  const Tensor bias = Tensor::Of<float>({2}, {3, 4});
  EXPECT_THAT(Values<float>(Eval(op, {&x, &w, &bias})), ElementsAre(3, 4));
}

TEST(Conv, CrossesTheBlocksOfPixels) {
  const Conv op{.strides = {1, 1}, .pads = {1, 1, 1, 1}, .dilations = {1, 1}};
  const Tensor x = Noise({1, 2, 19, 31}, 19);
  const Tensor w = Noise({3, 2, 3, 3}, 20);
  const Tensor bias = Noise({3}, 21);
  const Tensor y = Eval(op, {&x, &w, &bias});
  ExpectClose(y, PlainConv(op, x, w, bias, y.dims()), kFloatTolerance);
}

TEST(Einsum, KnowsDiagonalsSumsAndImplicitResults) {
  const Tensor x = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
  EXPECT_THAT(Values<float>(Eval(Einsum{"ii->i"}, {&x})), ElementsAre(1, 4));
  EXPECT_THAT(Values<float>(Eval(Einsum{"ii"}, {&x})), ElementsAre(5));
  EXPECT_THAT(Values<float>(Eval(Einsum{"ba"}, {&x})), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(Values<float>(Eval(Einsum{" i j -> "}, {&x})), ElementsAre(10));
  EXPECT_THAT(Values<float>(Eval(Einsum{"ij,ij,ij->j"}, {&x, &x, &x})),
              ElementsAre(28, 72));
}

TEST(Einsum, BroadcastsItsEllipsis) {
  const Tensor a = Noise({3, 1, 2, 4}, 22);
  const Tensor b = Noise({5, 4, 2}, 23);
  const Tensor y = Eval(Einsum{"...ij,...jk->...ik"}, {&a, &b});
  EXPECT_EQ(y.dims(), (Dims{3, 5, 2, 2}));
  ExpectClose(y, Eval(MatMul{}, {&a, &b}), 0);
  ExpectClose(Eval(Einsum{"...ij,...jk"}, {&a, &b}), y, 0);
}

}  // namespace
}  // namespace burin::reference
