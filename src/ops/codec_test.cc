// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "ops/codec.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

std::vector<Op> Samples() {
  std::vector<Op> ops = {
#define BURIN_OP(Name) Op(Name{}),
#include "ops/ops.def"
  };
  ops.push_back(Conv{.strides = {4, 4}, .pads = {0, 1, 0, 1}, .group = 3});
  ops.push_back(Einsum{"bti,bni->btn"});
  ops.push_back(Cast{DType::kInt64});
  ops.push_back(Attention{6, 0.0510310363f});
  ops.push_back(FusedLinear{.source = FusedSource::kShift,
                            .shift_group = 8,
                            .norm = FusedNorm::kGroup,
                            .epsilon = 1e-6f,
                            .activation = FusedActivation::kGelu,
                            .columns = 384,
                            .panel = 64});
  return ops;
}

TEST(Codec, TextReadsBackToAnEqualOp) {
  for (const Op& op : Samples()) {
    const auto back = ParseOp(PrintOp(op));
    ASSERT_TRUE(back.ok()) << PrintOp(op);
    EXPECT_EQ(*back, op) << PrintOp(op);
  }
}

TEST(Codec, TextLeavesOutDefaults) {
  EXPECT_EQ(PrintOp(Conv{.strides = {4, 4}}), "Conv{strides=[4,4]}");
  EXPECT_EQ(PrintOp(Relu{}), "Relu");
}

TEST(Codec, TextRefusesWhatItWouldNotPrint) {
  for (const char* text :
       {"", "Nope", "Conv{", "Conv{strides=[4,}", "Conv{x=1}", "Conv{group=1x}",
        "Cast{to=float7}", "FusedLinear{source=9}", "Gelu{tanh=maybe}"}) {
    EXPECT_FALSE(ParseOp(text).ok()) << text;
  }
}

TEST(Codec, BytesReadBackToAnEqualOp) {
  for (const Op& op : Samples()) {
    const auto back = DecodeOp(EncodeOp(op));
    ASSERT_TRUE(back.ok()) << PrintOp(op);
    EXPECT_EQ(*back, op) << PrintOp(op);
  }
}

TEST(Codec, BytesCutAnywhereOrLengthenedAreRefused) {
  for (const Op& op : Samples()) {
    std::vector<std::byte> bytes = EncodeOp(op);
    for (size_t n = 0; n < bytes.size(); ++n) {
      EXPECT_FALSE(DecodeOp(ByteSpan(bytes).first(n)).ok()) << PrintOp(op);
    }
    bytes.push_back(std::byte{0});
    EXPECT_FALSE(DecodeOp(bytes).ok()) << PrintOp(op);
  }
}

TEST(Codec, APrecisionIsTheLastByteAndAbsentForFloat32) {
  const std::vector<std::byte> usual = EncodeOp(FusedMlp{});
  const Op reduced = FusedMlp{.precision = Precision::kInt8};
  std::vector<std::byte> bytes = EncodeOp(reduced);
  ASSERT_EQ(bytes.size(), usual.size() + 1);
  EXPECT_EQ(*DecodeOp(bytes), reduced);
  for (const int bad : {0, 3, 255}) {
    bytes.back() = static_cast<std::byte>(bad);
    EXPECT_FALSE(DecodeOp(bytes).ok()) << bad;
  }
  bytes.pop_back();
  EXPECT_EQ(bytes, usual);
  EXPECT_EQ(PrintOp(reduced), "FusedMlp{precision=int8}");
  EXPECT_EQ(*ParseOp("FusedMlp{precision=int8}"), reduced);
  EXPECT_FALSE(ParseOp("Attention{precision=int4}").ok());
}

TEST(Codec, BytesWithAHugeListAreRefusedBeforeAllocation) {
  std::vector<std::byte> bytes = EncodeOp(Transpose{});
  for (size_t i = bytes.size() - 4; i < bytes.size(); ++i) {
    bytes[i] = std::byte{0xff};
  }
  EXPECT_EQ(DecodeOp(bytes).error().code, ErrorCode::kBadPlate);
}

}  // namespace
}  // namespace burin
