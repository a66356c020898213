// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See shard.h.

#include "base/shard.h"

#include <charconv>

namespace burin {

Result<Shard> ParseShard(std::string_view text) {
  Shard out;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, out.index);
  if (index.ec == std::errc() && index.ptr != end && *index.ptr == '/') {
    const auto count = std::from_chars(index.ptr + 1, end, out.count);
    if (count.ec == std::errc() && count.ptr == end && out.index >= 1 &&
        out.index <= out.count && out.count <= kMostShards) {
      return out;
    }
  }
  return MakeError(ErrorCode::kBadUsage, "shard '", text,
                   "', i/n expected with i from 1 to n and n up to ",
                   kMostShards);
}

ShardRange RangeOf(const Shard& shard, int64_t items) {
  // Quotient and remainder apart: items * index might overflow.
  const int64_t each = items / shard.count;
  const int64_t rest = items % shard.count;
  const auto start = [&](int64_t part) {
    return part * each + part * rest / shard.count;
  };
  return {start(shard.index - 1), start(shard.index)};
}

std::string ShardText(const Shard& shard) {
  return StrCat(shard.index, "/", shard.count);
}

std::string ShardSuffix(const Shard& shard) {
  if (shard.whole()) return "";
  return StrCat(".shard-", shard.index, "-of-", shard.count);
}

}  // namespace burin
