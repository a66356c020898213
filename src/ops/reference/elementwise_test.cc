// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

TEST(Add, BroadcastsBothWays) {
  const Tensor a = Tensor::Of<float>({2, 1}, {1, 2});
  const Tensor b = Tensor::Of<float>({3}, {10, 20, 30});
  const Tensor y = Eval(Add{}, {&a, &b});
  EXPECT_EQ(y.dims(), (Dims{2, 3}));
  EXPECT_THAT(Values<float>(y), ElementsAre(11, 21, 31, 12, 22, 32));
}

TEST(Sub, BroadcastsOverEveryPatternOfOnes) {
  const Dims full = {2, 3, 2, 3};
  for (unsigned pattern = 0; pattern < 256; ++pattern) {
    Dims a_dims = full;
    Dims b_dims = full;
    for (size_t i = 0; i < 4; ++i) {
      if ((pattern >> i & 1) != 0) a_dims[i] = 1;
      if ((pattern >> (i + 4) & 1) != 0) b_dims[i] = 1;
    }
    const Tensor a = Noise(a_dims, 1);
    const Tensor b = Noise(b_dims, 2);
    const Tensor y = Eval(Sub{}, {&a, &b});
    const auto at = [](const Tensor& t, const Dims& index) {
      int64_t offset = 0;
      for (size_t i = 0; i < 4; ++i) {
        offset = offset * t.dims()[i] + (t.dims()[i] == 1 ? 0 : index[i]);
      }
      return t.Span<float>()[static_cast<size_t>(offset)];
    };
    size_t element = 0;
    const Dims& d = y.dims();
    for (int64_t i = 0; i < d[0]; ++i) {
      for (int64_t j = 0; j < d[1]; ++j) {
        for (int64_t k = 0; k < d[2]; ++k) {
          for (int64_t l = 0; l < d[3]; ++l) {
            const Dims index = {i, j, k, l};
            ASSERT_EQ(y.Span<float>()[element++], at(a, index) - at(b, index))
                << "pattern " << pattern;
          }
        }
      }
    }
  }
}

TEST(Mul, WrapsIntegersOfEveryWidth) {
  const Tensor a = Vector<uint16_t>({65535});
  EXPECT_THAT(Values<uint16_t>(Eval(Mul{}, {&a, &a})), ElementsAre(1));
  const Tensor b = Vector<int64_t>({INT64_MIN});
  EXPECT_THAT(Values<int64_t>(Eval(Mul{}, {&b, &b})), ElementsAre(0));
  EXPECT_THAT(Values<int64_t>(Eval(Sub{}, {&b, &b})), ElementsAre(0));
  EXPECT_THAT(Values<int64_t>(Eval(Add{}, {&b, &b})), ElementsAre(0));
}

TEST(Div, RoundsIntegersTowardZeroAndRefusesZero) {
  const Tensor a = Vector<int32_t>({-7, 7, INT32_MIN});
  const Tensor b = Vector<int32_t>({2, -2, -1});
  EXPECT_THAT(Values<int32_t>(Eval(Div{}, {&a, &b})),
              ElementsAre(-3, -3, INT32_MIN));
  const Tensor zero = Vector<int32_t>({0});
  EXPECT_EQ(CodeOf(Div{}, {&a, &zero}), "bad-value");
}

TEST(Div, OfFloatsByZeroIsInfinite) {
  const Tensor a = Vector<float>({1, -1, 0});
  const Tensor zero = Vector<float>({0});
  const auto y = Values<float>(Eval(Div{}, {&a, &zero}));
  EXPECT_EQ(y[0], INFINITY);
  EXPECT_EQ(y[1], -INFINITY);
  EXPECT_TRUE(std::isnan(y[2]));
}

TEST(Pow, TakesAnExponentOfAnotherType) {
  const Tensor x = Vector<float>({1.5f, 2});
  const Tensor n = Vector<int64_t>({2, -1});
  EXPECT_THAT(Values<float>(Eval(Pow{}, {&x, &n})), ElementsAre(2.25f, 0.5f));
  const Tensor i = Vector<int32_t>({4, 3});
  const Tensor half = Vector<float>({0.5f, 2});
  EXPECT_THAT(Values<int32_t>(Eval(Pow{}, {&i, &half})), ElementsAre(2, 9));
}

TEST(Pow, OfIntegersIsDefinedForEveryExponent) {
  const Tensor x = Vector<int32_t>({2, -3, -1, 1, 5});
  const Tensor n = Vector<int64_t>({31, 3, -3, INT64_MIN, -1});
  EXPECT_THAT(Values<int32_t>(Eval(Pow{}, {&x, &n})),
              ElementsAre(INT32_MIN, -27, -1, 1, 0));
  const Tensor zero = Vector<int32_t>({0});
  const Tensor minus = Vector<int32_t>({-1});
  EXPECT_EQ(CodeOf(Pow{}, {&zero, &minus}), "bad-value");
  const Tensor huge = Vector<uint64_t>({UINT64_MAX});
  EXPECT_THAT(Values<int32_t>(Eval(Pow{}, {&minus, &huge})), ElementsAre(-1));
}

TEST(Equal, ComparesBoolsAndNaN) {
  const Tensor a = Vector<bool>({true, false});
  const Tensor b = Vector<bool>({true, true});
  EXPECT_THAT(Values<bool>(Eval(Equal{}, {&a, &b})), ElementsAre(true, false));
  const Tensor nan = Vector<float>({NAN});
  EXPECT_THAT(Values<bool>(Eval(Equal{}, {&nan, &nan})), ElementsAre(false));
}

TEST(Where, BroadcastsAllThree) {
  const Tensor c = Tensor::Of<bool>({2, 1}, {true, false});
  const Tensor x = Vector<int8_t>({1, 2});
  const Tensor y = Tensor::Scalar<int8_t>(9);
  EXPECT_THAT(Values<int8_t>(Eval(Where{}, {&c, &x, &y})),
              ElementsAre(1, 2, 9, 9));
}

TEST(Evaluate, RefusesABoolThatIsNeitherFalseNorTrue) {
  const std::byte two[1] = {std::byte{2}};
  const Tensor c = Tensor::FromBytes(DType::kBool, {1}, two).value();
  const Tensor x = Vector<float>({1});
  EXPECT_EQ(CodeOf(Where{}, {&c, &x, &x}), "bad-value");
}

TEST(Evaluate, RefusesAnOutputOfAnotherShape) {
  const Tensor x = Vector<float>({1, 2, 3});
  Tensor y = Vector<float>({0, 0});
  const ConstTensorView inputs[] = {x.view()};
  const TensorView outputs[] = {y.view()};
  const auto result = Evaluate(Relu{}, inputs, outputs);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            "Relu: output 0 is float32[3], float32[2] expected");
}

TEST(Evaluate, AcceptsTensorsWithoutElements) {
  const Tensor a = Tensor::Of<float>({0, 3}, {});
  const Tensor b = Vector<float>({1, 2, 3});
  EXPECT_EQ(Eval(Add{}, {&a, &b}).dims(), (Dims{0, 3}));
}

TEST(Add, RoundsSixteenBitFloatsOnce) {
  const Tensor a = Vector<Float16>({Float16(2048.0f), Float16(65504.0f)});
  const Tensor b = Vector<Float16>({Float16(1.0f), Float16(65504.0f)});
  const auto y = Values<Float16>(Eval(Add{}, {&a, &b}));
  EXPECT_EQ(static_cast<float>(y[0]), 2048.0f);
  EXPECT_EQ(static_cast<float>(y[1]), INFINITY);
}

TEST(Gelu, HoldsItsRelativePrecisionInTheTail) {
  const Tensor x = Vector<float>({-6, -1, 0, 1, 6});
  const auto y = Values<float>(Eval(Gelu{}, {&x}));
  // x Phi(x); Phi(-6) = 9.865876450376981e-10, Phi(-1) = 0.15865525393145707.
  EXPECT_NEAR(y[0], -5.919525870226189e-9, 1e-15);
  EXPECT_NEAR(y[1], -0.15865525393145707, 1e-8);
  EXPECT_EQ(y[2], 0);
  EXPECT_NEAR(y[3], 0.8413447460685429, 6e-8);
  EXPECT_EQ(y[4], 6);
}

TEST(Gelu, TanhFormIsTheOtherFormula) {
  const Tensor x = Vector<float>({-2, 0.5f});
  const auto y = Values<float>(Eval(Gelu{.tanh = true}, {&x}));
  EXPECT_NEAR(y[0], -0.04540230591222, 1e-8);
  EXPECT_NEAR(y[1], 0.34571400982514, 1e-7);
}

TEST(Erf, TruncatesForIntegers) {
  const Tensor x = Vector<int16_t>({0, 1, 9});
  EXPECT_THAT(Values<int16_t>(Eval(Erf{}, {&x})), ElementsAre(0, 0, 1));
}

TEST(Relu, KeepsNaN) {
  const Tensor x = Vector<float>({-1, 2, NAN});
  const auto y = Values<float>(Eval(Relu{}, {&x}));
  EXPECT_EQ(y[0], 0);
  EXPECT_EQ(y[1], 2);
  EXPECT_TRUE(std::isnan(y[2]));
}

}  // namespace
}  // namespace burin::reference
