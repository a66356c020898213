// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The parts of a run that several machines shared, put together again: each
// part carries its number and the fingerprint of the whole, so that parts that
// overlap, are missing or belong to another run are found.
//
// `infer --shard` marks its summary, which lies beside the result folder;
// `evaluate --shard` writes a file of its own with the part's counts.

#ifndef BURIN_INFER_SHARD_SCORES_H_
#define BURIN_INFER_SHARD_SCORES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/shard.h"
#include "report/json.h"
#include "vision/metrics.h"

namespace burin {

// What one file says of its part.
struct ShardMark {
  std::string path;  // of the file, to name it
  Shard shard;
  std::string fingerprint;
  std::optional<Accuracy> accuracy;  // of `evaluate --shard`
};

// {"index", "count", "fingerprint"}
Json ShardJson(const Shard& shard, uint64_t fingerprint);

// Errors: kIo, kNoSpace.
Result<void> WriteShardScore(const std::string& path, const Shard& shard,
                             uint64_t fingerprint, const Accuracy& accuracy);

// A file of WriteShardScore, or a summary with the mark of its shard.
// Errors: kBadConfig for other files; those of ReadFile.
Result<ShardMark> ReadShardMark(const std::string& path);

// The marks of the shards whose results lie in `folder`: of the summaries
// FOLDER_summary.json and FOLDER.shard-I-of-N_summary.json beside it.
// Errors: kNotFound without any.
Result<std::vector<ShardMark>> MarksBeside(const std::string& folder);

// That the marks are all the parts of one run, each once. Errors: kBadDataset,
// naming the files of parts that are there twice or of another run, or the
// numbers of those that are missing.
Result<void> CheckShards(std::span<const ShardMark> marks);

}  // namespace burin

#endif  // BURIN_INFER_SHARD_SCORES_H_
