// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "tensor/tensor.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(CheckedElementCount, RefusesNegativeAndOverflowingDims) {
  EXPECT_EQ(*CheckedElementCount(Dims{2, 3, 4}), 24);
  EXPECT_EQ(*CheckedElementCount(Dims{}), 1);
  EXPECT_EQ(*CheckedElementCount(Dims{2, 0, 4}), 0);
  EXPECT_FALSE(CheckedElementCount(Dims{2, -1}).ok());
  EXPECT_FALSE(
      CheckedElementCount(Dims{int64_t{1} << 40, int64_t{1} << 40}).ok());
  EXPECT_FALSE(
      CheckedElementCount(Dims{int64_t{1} << 40, 0, int64_t{1} << 40}).ok());
}

TEST(Tensor, FromBytesRefusesAByteCountThatDoesNotFit) {
  const std::byte bytes[8] = {};
  EXPECT_TRUE(Tensor::FromBytes(DType::kFloat32, {2}, bytes).ok());
  const auto refused = Tensor::FromBytes(DType::kFloat32, {3}, bytes);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "8 bytes, 12 expected for float32[3]");
}

TEST(Tensor, DataIsAlignedToACacheLine) {
  const Tensor t = Tensor::Of<int64_t>({3}, {1, 2, 3});
  EXPECT_EQ(reinterpret_cast<uintptr_t>(t.data()) % kAlignment, 0u);
  EXPECT_EQ(t.Span<int64_t>()[2], 3);
}

TEST(ToInt64s, WidensIntegersAndRefusesFloats) {
  EXPECT_EQ(*ToInt64s(Tensor::Of<int32_t>({2}, {-1, 7}).view()),
            (std::vector<int64_t>{-1, 7}));
  EXPECT_FALSE(ToInt64s(Tensor::Scalar(1.5f).view()).ok());
}

TEST(NormalizeAxis, CountsFromTheEndWhenNegative) {
  EXPECT_EQ(*NormalizeAxis(-1, 4), 3);
  EXPECT_FALSE(NormalizeAxis(4, 4).ok());
  EXPECT_FALSE(NormalizeAxis(0, 0).ok());
}

}  // namespace
}  // namespace burin
