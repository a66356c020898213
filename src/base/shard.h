// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One of n equal parts of a run, so that several machines share one data set.
// Parts are written as people count: "1/4" to "4/4".

#ifndef BURIN_BASE_SHARD_H_
#define BURIN_BASE_SHARD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace burin {

struct Shard {
  int64_t index = 1;  // 1 to count
  int64_t count = 1;

  bool whole() const { return count == 1; }
  bool operator==(const Shard&) const = default;
};

struct ShardRange {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t size() const { return end - begin; }
};

inline constexpr int64_t kMostShards = 100'000;

// "2/4". Errors: kBadUsage, saying what is expected.
Result<Shard> ParseShard(std::string_view text);

// The shard's part of `items` things in order; the parts of all shards follow
// on each other and their sizes differ by one at most.
ShardRange RangeOf(const Shard& shard, int64_t items);

// "2/4", and what tells its files apart: ".shard-2-of-4", nothing for a whole.
std::string ShardText(const Shard& shard);
std::string ShardSuffix(const Shard& shard);

}  // namespace burin

#endif  // BURIN_BASE_SHARD_H_
