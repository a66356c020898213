// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "ops/reference/convert.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

TEST(Convert, SaturatesFloatsBeyondAnInteger) {
  EXPECT_EQ(Convert<int32_t>(2147483648.0f), INT32_MAX);
  EXPECT_EQ(Convert<int32_t>(2147483520.0f), 2147483520);
  EXPECT_EQ(Convert<int32_t>(-2147483648.0f), INT32_MIN);
  EXPECT_EQ(Convert<int32_t>(-1e30f), INT32_MIN);
  EXPECT_EQ(Convert<int64_t>(9.3e18), INT64_MAX);
  EXPECT_EQ(Convert<uint64_t>(1.9e19), UINT64_MAX);
  EXPECT_EQ(Convert<uint64_t>(INFINITY), UINT64_MAX);
  EXPECT_EQ(Convert<uint8_t>(-0.75f), 0);
  EXPECT_EQ(Convert<uint8_t>(-3.0f), 0);
  EXPECT_EQ(Convert<uint8_t>(255.9f), 255);
  EXPECT_EQ(Convert<int8_t>(-128.9f), -128);
  EXPECT_EQ(Convert<int16_t>(NAN), 0);
}

TEST(Convert, KeepsTheLowBitsOfIntegers) {
  EXPECT_EQ(Convert<uint8_t>(int64_t{-1}), 255);
  EXPECT_EQ(Convert<int8_t>(300), 44);
  EXPECT_EQ(Convert<int64_t>(UINT64_MAX), -1);
}

TEST(Convert, MakesTrueOfAnythingButZero) {
  EXPECT_TRUE(Convert<bool>(0.1f));
  EXPECT_TRUE(Convert<bool>(NAN));
  EXPECT_FALSE(Convert<bool>(-0.0));
  EXPECT_TRUE(Convert<bool>(Float16(1.0f)));
  EXPECT_EQ(Convert<float>(true), 1);
}

TEST(Convert, RoundsDoubleToSixteenBitsOnce) {
  // Just above the tie between 1 and the next float16: float would round it
  // to the tie, and the tie to 1.
  const double above = 1 + std::ldexp(1.0, -11) + std::ldexp(1.0, -40);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(above)), 1 + 1.0f / 1024);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(-above)), -1 - 1.0f / 1024);
  const double tie = 1 + std::ldexp(1.0, -11);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(tie)), 1);
  const double below = tie - std::ldexp(1.0, -40);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(below)), 1);
  const double odd_tie = 1 + 3 * std::ldexp(1.0, -11);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(odd_tie)), 1 + 2.0f / 1024);
  EXPECT_EQ(static_cast<float>(Convert<BFloat16>(1e300)), INFINITY);
  EXPECT_EQ(static_cast<float>(Convert<Float16>(1e-300)), 0);
}

TEST(Convert, RoundsLongIntegersToSixteenBitsOnce) {
  // 2^62 (1 + 2^-8) is the tie between two bfloat16; one more decides it.
  const int64_t tie = (int64_t{1} << 62) + (int64_t{1} << 54);
  EXPECT_EQ(static_cast<double>(static_cast<float>(Convert<BFloat16>(tie))),
            std::ldexp(1.0, 62));
  EXPECT_EQ(static_cast<double>(static_cast<float>(Convert<BFloat16>(tie + 1))),
            std::ldexp(1 + 1.0 / 128, 62));
  EXPECT_EQ(
      static_cast<double>(static_cast<float>(Convert<BFloat16>(INT64_MIN))),
      -std::ldexp(1.0, 63));
  EXPECT_EQ(static_cast<float>(Convert<Float16>(70000)), INFINITY);
}

TEST(Cast, ConvertsBetweenEveryTwoTypes) {
  const DType all[] = {DType::kFloat32, DType::kUint8,  DType::kInt8,
                       DType::kUint16,  DType::kInt16,  DType::kInt32,
                       DType::kInt64,   DType::kBool,   DType::kFloat16,
                       DType::kFloat64, DType::kUint32, DType::kUint64,
                       DType::kBFloat16};
  const Tensor start = Vector<float>({0, 1});
  for (const DType from : all) {
    const Tensor x = Eval(Cast{from}, {&start});
    for (const DType to : all) {
      const Tensor y = Eval(Cast{to}, {&x});
      EXPECT_EQ(y.dtype(), to);
      const Tensor back = Eval(Cast{DType::kFloat32}, {&y});
      EXPECT_THAT(Values<float>(back), ElementsAre(0, 1));
    }
  }
}

}  // namespace
}  // namespace burin::reference
