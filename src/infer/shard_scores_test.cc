// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/shard_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_folder.h"

namespace burin {
namespace {

using testing::HasSubstr;

class ShardScores : public testing::Test {
 protected:
  Error ReadError(std::string_view text) {
    folder_.Write("bad.json", text);
    const Result<ShardMark> mark = ReadShardMark(folder_ / "bad.json");
    return mark.ok() ? Error{ErrorCode::kInternal, "no error"} : mark.error();
  }
  const TestFolder folder_;
};

TEST_F(ShardScores, AreReadAsTheyWereWritten) {
  Accuracy accuracy;
  accuracy.Add(0, 0.1);
  accuracy.Add(4, 1e12);
  const std::string path = folder_ / "part.json";
  ASSERT_TRUE(WriteShardScore(path, {2, 3}, 0xabc, accuracy).ok());
  const Result<ShardMark> mark = ReadShardMark(path);
  ASSERT_TRUE(mark.ok()) << mark.error().message;
  EXPECT_EQ(mark->shard, (Shard{2, 3}));
  EXPECT_EQ(mark->fingerprint, "0000000000000abc");
  EXPECT_EQ(mark->accuracy, accuracy);
}

TEST_F(ShardScores, OtherFilesAreRefused) {
  for (const std::string_view text :
       {"", "x", "[]", "7", "{}", R"({"burin":1})", R"({"burin":{}})",
        R"({"burin":{"shard":1}})",
        R"({"burin":{"shard":{"index":0,"count":2,"fingerprint":"a"}}})",
        R"({"burin":{"shard":{"index":3,"count":2,"fingerprint":"a"}}})",
        R"({"burin":{"shard":{"index":-1,"count":2,"fingerprint":"a"}}})",
        R"({"burin":{"shard":{"index":1,"count":2,"fingerprint":7}}})",
        R"({"burin":{"shard":{"index":1,"count":2}}})",
        R"({"burin":{"shard":{"index":1,"count":2,"fingerprint":"a"},)"
        R"("score":{"images":1,"top1":2,"top5":2,"loss_whole":0,)"
        R"("loss_parts":0}}})"}) {
    EXPECT_EQ(ReadError(text).code, ErrorCode::kBadConfig) << text;
  }
  EXPECT_EQ(ReadShardMark(folder_ / "none").error().code, ErrorCode::kNotFound);
}

TEST_F(ShardScores, AreFoundBesideTheResultFolder) {
  const std::string run = folder_ / "run";
  ASSERT_TRUE(MakeFolder(run).ok());
  EXPECT_EQ(MarksBeside(run).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(
      WriteShardScore(run + ".shard-1-of-2_summary.json", {1, 2}, 7, {}).ok());
  ASSERT_TRUE(
      WriteShardScore(run + ".shard-2-of-2_summary.json", {2, 2}, 7, {}).ok());
  ASSERT_TRUE(
      WriteShardScore(run + "2.shard-2-of-2_summary.json", {2, 2}, 7, {}).ok());
  const auto marks = MarksBeside(run + "/");
  ASSERT_TRUE(marks.ok()) << marks.error().message;
  ASSERT_EQ(marks->size(), 2u);
  EXPECT_EQ((*marks)[1].shard.index, 2);
  folder_.Write("run_summary.json", "{}");
  EXPECT_THAT(MarksBeside(run).error().message,
              HasSubstr("run_summary.json: not made with --shard"));
}

TEST(CheckShards, NamesWhatOverlapsIsMissingOrForeign) {
  const ShardMark one = {"a.json", {1, 3}, "f", {}};
  const ShardMark two = {"b.json", {2, 3}, "f", {}};
  const ShardMark three = {"c.json", {3, 3}, "f", {}};
  const auto check = [](std::vector<ShardMark> marks) {
    const Result<void> result = CheckShards(marks);
    return result.ok() ? std::string() : result.error().message;
  };
  EXPECT_EQ(check({three, one, two}), "");
  EXPECT_EQ(check({one, two, three, {"d.json", {2, 3}, "f", {}}}),
            "b.json and d.json are both shard 2/3");
  EXPECT_EQ(check({two}), "2 of 3 shards are missing: 1/3, 3/3");
  EXPECT_THAT(check({one, two, {"d.json", {3, 3}, "g", {}}}),
              HasSubstr("d.json (shard 3/3 of run g) and a.json (shard 1/3 of "
                        "run f) are of different runs"));
  EXPECT_THAT(check({one, two, {"d.json", {3, 4}, "f", {}}}),
              HasSubstr("different runs"));
}

}  // namespace
}  // namespace burin
