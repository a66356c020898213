// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See shard_scores.h.

#include "infer/shard_scores.h"

#include <map>

#include "base/file.h"
#include "base/fingerprint.h"
#include "infer/recorded_outputs.h"

namespace burin {
namespace {

constexpr uint64_t kLargestJson = uint64_t{1} << 30;
constexpr size_t kNamed = 10;  // one line stays readable

Error NoShard(const std::string& path, std::string_view what) {
  return MakeError(ErrorCode::kBadConfig, path, ": ", what);
}

// The unsigned number under a key; nothing for anything else there.
std::optional<uint64_t> NumberAt(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) return std::nullopt;
  const Json& value = json[key];
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<uint64_t>();
}

std::optional<Accuracy> AccuracyOf(const Json& json) {
  const auto images = NumberAt(json, "images");
  const auto top1 = NumberAt(json, "top1");
  const auto top5 = NumberAt(json, "top5");
  const auto whole = NumberAt(json, "loss_whole");
  const auto parts = NumberAt(json, "loss_parts");
  constexpr uint64_t kMost = uint64_t{1} << 40;
  if (!images || !top1 || !top5 || !whole || !parts || *images > kMost ||
      *top5 > *images || *top1 > *top5 || *whole >> 62 != 0 ||
      *parts >> 32 != 0) {
    return std::nullopt;
  }
  Accuracy out;
  out.images = static_cast<int64_t>(*images);
  out.top1 = static_cast<int64_t>(*top1);
  out.top5 = static_cast<int64_t>(*top5);
  out.loss = {*whole, *parts};
  return out;
}

}  // namespace

Json ShardJson(const Shard& shard, uint64_t fingerprint) {
  Json out;
  out["index"] = shard.index;
  out["count"] = shard.count;
  out["fingerprint"] = FingerprintText(fingerprint);
  return out;
}

Result<void> WriteShardScore(const std::string& path, const Shard& shard,
                             uint64_t fingerprint, const Accuracy& accuracy) {
  Json score;
  score["images"] = accuracy.images;
  score["top1"] = accuracy.top1;
  score["top5"] = accuracy.top5;
  score["loss_whole"] = accuracy.loss.whole;
  score["loss_parts"] = accuracy.loss.parts;
  Json out;
  out["burin"]["shard"] = ShardJson(shard, fingerprint);
  out["burin"]["score"] = std::move(score);
  return WriteJson(path, out);
}

Result<ShardMark> ReadShardMark(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kLargestJson));
  const Json json = ReadMember(AsText(file.span()), "burin");
  if (!json.is_object()) return NoShard(path, "not the JSON of a shard");
  if (!json.contains("burin") || !json["burin"].is_object() ||
      !json["burin"].contains("shard")) {
    return NoShard(path, "not made with --shard");
  }
  const Json& own = json["burin"];
  const Json& shard = own["shard"];
  const auto index = NumberAt(shard, "index");
  const auto count = NumberAt(shard, "count");
  if (!index || !count || *index < 1 || *index > *count ||
      *count > uint64_t{kMostShards} || !shard.contains("fingerprint") ||
      !shard["fingerprint"].is_string()) {
    return NoShard(path, "a shard without its number or fingerprint");
  }
  ShardMark out;
  out.path = path;
  out.shard = {static_cast<int64_t>(*index), static_cast<int64_t>(*count)};
  out.fingerprint = shard["fingerprint"].get<std::string>();
  if (own.contains("score")) {
    out.accuracy = AccuracyOf(own["score"]);
    if (!out.accuracy) return NoShard(path, "counts that fit no accuracy");
  }
  return out;
}

Result<std::vector<ShardMark>> MarksBeside(const std::string& folder) {
  BURIN_ASSIGN(const std::vector<std::string> paths, SummariesBeside(folder));
  if (paths.empty()) {
    return MakeError(ErrorCode::kNotFound, folder,
                     ": no summary of infer --shard beside it");
  }
  std::vector<ShardMark> out;
  for (const std::string& path : paths) {
    BURIN_ASSIGN(ShardMark mark, ReadShardMark(path));
    out.push_back(std::move(mark));
  }
  return out;
}

Result<void> CheckShards(std::span<const ShardMark> marks) {
  std::map<int64_t, const ShardMark*> seen;
  for (const ShardMark& mark : marks) {
    const ShardMark& first = marks[0];
    if (mark.fingerprint != first.fingerprint ||
        mark.shard.count != first.shard.count) {
      return MakeError(ErrorCode::kBadDataset, mark.path, " (shard ",
                       ShardText(mark.shard), " of run ", mark.fingerprint,
                       ") and ", first.path, " (shard ", ShardText(first.shard),
                       " of run ", first.fingerprint,
                       ") are of different runs");
    }
    const auto [it, inserted] = seen.emplace(mark.shard.index, &mark);
    if (!inserted) {
      return MakeError(ErrorCode::kBadDataset, it->second->path, " and ",
                       mark.path, " are both shard ", ShardText(mark.shard));
    }
  }
  const int64_t count = marks.empty() ? 0 : marks[0].shard.count;
  std::string missing;
  size_t number = 0;
  for (int64_t index = 1; index <= count; ++index) {
    if (seen.contains(index)) continue;
    if (++number > kNamed) continue;
    missing += StrCat(number == 1 ? "" : ", ", index, "/", count);
  }
  if (number > 0) {
    return MakeError(ErrorCode::kBadDataset, number, " of ", count,
                     " shards are missing: ", missing,
                     number > kNamed ? ", ..." : "");
  }
  return {};
}

}  // namespace burin
