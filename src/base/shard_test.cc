// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/shard.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Shard, ReadsWhatPeopleCount) {
  EXPECT_EQ(*ParseShard("2/4"), (Shard{2, 4}));
  EXPECT_EQ(*ParseShard("1/1"), (Shard{1, 1}));
  EXPECT_TRUE(ParseShard("1/1")->whole());
  EXPECT_EQ(ShardText({2, 4}), "2/4");
  EXPECT_EQ(ShardSuffix({2, 4}), ".shard-2-of-4");
  EXPECT_EQ(ShardSuffix({}), "");
}

TEST(Shard, RefusesOtherText) {
  for (const std::string_view text :
       {"", "1", "/", "1/", "/4", "0/4", "5/4", "-1/4", "1/0", "1/4/", "1/4x",
        " 1/4", "1 /4", "1/100001", "1/99999999999999999999"}) {
    const Result<Shard> shard = ParseShard(text);
    ASSERT_FALSE(shard.ok()) << text;
    EXPECT_EQ(shard.error().code, ErrorCode::kBadUsage);
  }
}

TEST(Shard, PartsCoverEverythingOnceAndAreEqual) {
  for (int64_t items = 0; items < 30; ++items) {
    for (int64_t count = 1; count < 12; ++count) {
      int64_t next = 0;
      for (int64_t index = 1; index <= count; ++index) {
        const ShardRange range = RangeOf({index, count}, items);
        EXPECT_EQ(range.begin, next);
        EXPECT_GE(range.size(), items / count);
        EXPECT_LE(range.size(), items / count + 1);
        next = range.end;
      }
      EXPECT_EQ(next, items);
    }
  }
  constexpr int64_t kMany = int64_t{1} << 62;
  EXPECT_EQ(RangeOf({kMostShards, kMostShards}, kMany).end, kMany);
}

}  // namespace
}  // namespace burin
