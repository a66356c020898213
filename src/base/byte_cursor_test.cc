// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "base/byte_cursor.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(ByteCursor, ReadsLittleEndianAndMovesOn) {
  ByteCursor c(AsBytes(std::string_view("\x01\x02\x03\x04\x05", 5)),
               ErrorCode::kBadInput);
  EXPECT_EQ(*c.U16(), 0x0201);
  EXPECT_EQ(c.offset(), 2u);
  EXPECT_EQ(*c.U8(), 3);
}

TEST(ByteCursor, RefusesToReadPastTheEndAndStaysWhereItWas) {
  ByteCursor c(AsBytes("abc"), ErrorCode::kBadOnnx);
  const auto refused = c.U32();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadOnnx);
  EXPECT_EQ(c.offset(), 0u);
  EXPECT_FALSE(c.Bytes(SIZE_MAX).ok());
  EXPECT_FALSE(c.Skip(4).ok());
  EXPECT_FALSE(c.Seek(4).ok());
  EXPECT_TRUE(c.Seek(3).ok());
  EXPECT_TRUE(c.AtEnd());
}

TEST(ByteCursor, StringUntilHonoursItsLimit) {
  ByteCursor c(AsBytes("abcd\nrest"), ErrorCode::kBadInput);
  EXPECT_FALSE(c.StringUntil('\n', 3).ok());
  EXPECT_EQ(*c.StringUntil('\n', 4), "abcd");
  EXPECT_EQ(*c.String(4), "rest");
}

}  // namespace
}  // namespace burin
