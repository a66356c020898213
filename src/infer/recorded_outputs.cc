// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See recorded_outputs.h.

#include "infer/recorded_outputs.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kLargestSummary = uint64_t{1} << 30;

// The text under a key; nothing for anything else there.
std::optional<std::string> TextAt(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) {
    return std::nullopt;
  }
  return json[key].get<std::string>();
}

std::optional<RecordedOutput> OutputOf(const Json& json) {
  const std::optional<std::string> name = TextAt(json, "name");
  const std::optional<std::string> dtype = TextAt(json, "dtype");
  if (!name || !dtype || !json.contains("shape") || !json["shape"].is_array()) {
    return std::nullopt;
  }
  const std::optional<DType> type = DTypeFromName(*dtype);
  if (!type) return std::nullopt;
  RecordedOutput out{*name, {*type, {}}};
  for (const Json& dim : json["shape"]) {
    if (!dim.is_number_unsigned()) return std::nullopt;
    out.type.dims.push_back(dim.get<int64_t>());
  }
  return out;
}

// Empty when the summary does not say, not in full, or cannot be read.
std::vector<RecordedOutput> OutputsIn(const std::string& summary) {
  std::vector<RecordedOutput> out;
  const Result<AlignedBuffer> file = ReadFile(summary, kLargestSummary);
  if (!file.ok()) return out;
  const Json json = ReadMember(AsText(file->span()), "burin");
  if (!json.is_object() || !json.contains("burin")) return out;
  const Json& own = json["burin"];
  if (!own.is_object() || !own.contains("outputs") ||
      !own["outputs"].is_array()) {
    return out;
  }
  for (const Json& output : own["outputs"]) {
    std::optional<RecordedOutput> one = OutputOf(output);
    if (!one) return {};
    out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace

Json OutputsJson(std::span<const TensorInfo> outputs) {
  Json out = Json::array();
  for (const TensorInfo& output : outputs) {
    out.push_back({{"name", output.name},
                   {"dtype", output.dtype},
                   {"shape", output.shape}});
  }
  return out;
}

Result<std::vector<std::string>> SummariesBeside(const std::string& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) return SystemError(folder, "resolve", error.value());
  const std::string name = real.filename().string();
  std::vector<std::string> out;
  fs::directory_iterator at(real.parent_path(), error);
  // The range for would throw when the folder cannot be read to its end.
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    const std::string file = at->path().filename().string();
    if (file == name + "_summary.json" || (file.starts_with(name + ".shard-") &&
                                           file.ends_with("_summary.json"))) {
      out.push_back(at->path().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::vector<RecordedOutput>> OutputsBeside(const std::string& folder) {
  BURIN_ASSIGN(const std::vector<std::string> summaries,
               SummariesBeside(folder));
  std::vector<RecordedOutput> out;
  const std::string* first = nullptr;
  for (const std::string& summary : summaries) {
    std::vector<RecordedOutput> here = OutputsIn(summary);
    if (here.empty()) continue;
    if (first == nullptr) {
      out = std::move(here);
      first = &summary;
    } else if (here[0].type.dtype != out[0].type.dtype) {
      return MakeError(ErrorCode::kBadDataset, *first, " has results of ",
                       DTypeName(out[0].type.dtype), ", ", summary, " of ",
                       DTypeName(here[0].type.dtype));
    }
  }
  return out;
}

}  // namespace burin
