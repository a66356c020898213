// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See score_folder.h.

#include "infer/score_folder.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "base/file.h"
#include "base/fingerprint.h"
#include "base/paths.h"
#include "formats/npy.h"
#include "infer/files.h"

namespace burin {
namespace {

constexpr size_t kNamedMissing = 10;  // one line stays readable

enum class NameKind { kResult, kSilent, kForeign };
struct ResultName {
  NameKind kind = NameKind::kForeign;
  int64_t index = 0;
  std::string prefix;  // the text before the index
};

// The digits at the end of `text`; takes them off.
std::string_view TakeDigits(std::string_view& text) {
  size_t begin = text.size();
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  const std::string_view digits = text.substr(begin);
  text.remove_suffix(digits.size());
  return digits;
}

ResultName ParseName(std::string_view name) {
  if (name.starts_with("padding_") || name.ends_with(".json")) {
    return {NameKind::kSilent, 0, ""};
  }
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view extension = name.substr(dot);
  if (extension != ".bin" && extension != ".npy" && extension != ".txt") {
    return {};
  }
  std::string_view stem = name.substr(0, dot);
  const std::string_view output = TakeDigits(stem);
  if (output.empty() || !stem.ends_with('_')) return {};
  stem.remove_suffix(1);
  const std::string_view digits = TakeDigits(stem);
  int64_t index = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (digits.empty() || error != std::errc()) return {};
  if (output != "0") return {NameKind::kSilent, 0, ""};
  return {NameKind::kResult, index, std::string(stem)};
}

// Scores of one file: `rows` runs of equal length.
struct Scores {
  std::vector<float> values;
  int64_t rows = 1;
};

Result<Scores> ReadBin(const std::string& path, int64_t rows, DType dtype) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  const size_t each = ElementSize(dtype);
  if (file.size() == 0 || file.size() % (each * static_cast<size_t>(rows))) {
    return MakeError(ErrorCode::kBadDataset, path, ": ", file.size(),
                     " bytes are no ", DTypeName(dtype), " scores of ", rows,
                     " images");
  }
  const Dims dims = {static_cast<int64_t>(file.size() / each)};
  return Scores{ToFloats({file.data(), dtype, dims}), rows};
}

Result<Scores> ReadNpyScores(const std::string& path) {
  BURIN_ASSIGN(const Tensor tensor, ReadNpy(path));
  if (tensor.dims().empty() || tensor.elements() == 0) {
    return MakeError(ErrorCode::kBadDataset, path, ": ",
                     TypeText(tensor.type()), ", scores of images expected");
  }
  return Scores{ToFloats(tensor.view()),
                tensor.elements() / tensor.dims().back()};
}

Result<Scores> ReadTxt(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  const std::string_view text = AsText(file.span());
  Scores out;
  out.rows = std::count(text.begin(), text.end(), '\n');
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    while (at != end && (*at == ' ' || *at == '\n')) ++at;
    if (at == end) break;
    float value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc()) {
      return MakeError(ErrorCode::kBadDataset, path, ": no number at byte ",
                       at - text.data());
    }
    out.values.push_back(value);
    at = next;
  }
  if (out.rows == 0 || out.values.empty() ||
      out.values.size() % static_cast<size_t>(out.rows) != 0) {
    return MakeError(ErrorCode::kBadDataset, path, ": ", out.values.size(),
                     " numbers in ", out.rows, " lines");
  }
  return out;
}

Result<Scores> ReadScores(const std::string& path, int64_t images_per_file,
                          DType bin_type) {
  if (path.ends_with(".bin")) return ReadBin(path, images_per_file, bin_type);
  if (path.ends_with(".npy")) return ReadNpyScores(path);
  return ReadTxt(path);
}

Result<void> ListFolder(const std::string& folder, ResultListing* out) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return SystemError(folder, "open folder", error.value());
  while (entries != std::filesystem::directory_iterator()) {
    const std::string name = entries->path().filename().native();
    const ResultName parsed = ParseName(name);
    if (parsed.kind == NameKind::kForeign) out->ignored.push_back(name);
    if (parsed.kind == NameKind::kResult) {
      const std::string path = StrCat(folder, "/", name);
      const auto [it, inserted] = out->paths.emplace(parsed.index, path);
      if (!inserted) {
        return MakeError(ErrorCode::kBadDataset, std::min(it->second, path),
                         " and ", std::max(it->second, path),
                         " are both results of file ", parsed.index);
      }
      out->prefix = parsed.prefix;
    }
    entries.increment(error);
    if (error) return SystemError(folder, "read folder", error.value());
  }
  return {};
}

void AddLabels(const Labels& labels, const ScoreFolderOptions& options,
               Fingerprint* out) {
  out->Add("evaluate results");
  out->Add(static_cast<uint64_t>(options.partial));
  out->Add(static_cast<uint64_t>(options.bin_type));
  out->Add(static_cast<uint64_t>(labels.images_per_file));
  for (const int64_t label : labels.classes) {
    out->Add(static_cast<uint64_t>(label));
  }
}

std::string ListText(std::span<const std::string> names, size_t limit) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), limit); ++i) {
    out += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > limit) out += ", ...";
  return out;
}

Result<void> ScoreFile(const std::string& path, int64_t file,
                       const Labels& labels, DType bin_type, int64_t* classes,
                       Accuracy* accuracy) {
  BURIN_ASSIGN(const Scores scores,
               ReadScores(path, labels.images_per_file, bin_type));
  if (scores.rows != labels.images_per_file) {
    return MakeError(ErrorCode::kBadDataset, path, ": scores of ", scores.rows,
                     " images, labels for ", labels.images_per_file);
  }
  const int64_t width =
      static_cast<int64_t>(scores.values.size()) / scores.rows;
  if (*classes == 0) *classes = width;
  if (width != *classes) {
    return MakeError(ErrorCode::kBadDataset, path, ": ", width, " classes, ",
                     *classes, " in other files");
  }
  for (int64_t row = 0; row < scores.rows; ++row) {
    const int64_t label =
        labels.classes[static_cast<size_t>(file * scores.rows + row)];
    const std::span<const float> line =
        std::span(scores.values)
            .subspan(static_cast<size_t>(row * width),
                     static_cast<size_t>(width));
    BURIN_TRY(AddScores(line, label, accuracy)
                  .Context(StrCat(path, ": image ", row, " of ", scores.rows)));
  }
  return {};
}

}  // namespace

Result<Labels> ReadLabels(const std::string& path) {
  BURIN_ASSIGN(const Tensor tensor, ReadNpy(path));
  const Dims& dims = tensor.dims();
  if (dims.empty() || dims.size() > 2 || tensor.elements() == 0 ||
      IsFloat(tensor.dtype())) {
    return MakeError(ErrorCode::kBadDataset, path, ": ",
                     TypeText(tensor.type()),
                     ", integer labels of shape (files, images) expected");
  }
  Labels out;
  BURIN_ASSIGN(out.classes, ToInt64s(tensor.view()).Context(path));
  if (dims.size() == 2) out.images_per_file = dims[1];
  return out;
}

Labels LabelsByPosition(int64_t images) {
  constexpr int64_t kImagesPerClass = 50;
  Labels out;
  out.given = false;
  for (int64_t i = 0; i < images; ++i) {
    out.classes.push_back(i / kImagesPerClass);
  }
  return out;
}

Result<ResultListing> ListResults(std::span<const std::string> folders) {
  ResultListing out;
  for (const std::string& folder : folders) {
    BURIN_TRY(ListFolder(WithoutSlash(folder), &out));
  }
  if (out.paths.empty()) {
    return MakeError(ErrorCode::kBadDataset, ListText(folders, kNamedMissing),
                     ": no result file NAME_0.bin, .npy or .txt");
  }
  std::sort(out.ignored.begin(), out.ignored.end());
  return out;
}

bool IsDeviceFolder(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string_view name = BaseName(path);
  if (TakeDigits(name).empty() || !name.ends_with('_')) return false;
  name.remove_suffix(1);
  return !TakeDigits(name).empty() && name == "device";
}

Result<std::vector<std::string>> ResultFoldersOf(const std::string& folder) {
  ResultListing own;
  BURIN_TRY(ListFolder(folder, &own));
  std::vector<std::string> out;
  for (const std::string& name : own.ignored) {
    const std::string path = StrCat(folder, "/", name);
    std::error_code error;
    if (IsDeviceFolder(name) && std::filesystem::is_directory(path, error)) {
      out.push_back(path);
    }
  }
  if (out.empty() || !own.paths.empty()) return std::vector{folder};
  std::sort(out.begin(), out.end(), NaturalLess);
  return out;
}

Result<uint64_t> ResultsFingerprint(const ResultListing& listing,
                                    const Labels& labels,
                                    const ScoreFolderOptions& options) {
  Fingerprint out;
  AddLabels(labels, options, &out);
  out.Add(ShardText(options.shard));
  for (const auto& [file, path] : listing.paths) {
    out.Add(static_cast<uint64_t>(file));
    BURIN_TRY(out.AddFile(path));
  }
  return out.value();
}

Result<uint64_t> ShardedResultsFingerprint(const ResultListing& listing,
                                           const Labels& labels,
                                           const ScoreFolderOptions& options) {
  Fingerprint out;
  AddLabels(labels, options, &out);
  for (const auto& [file, path] : listing.paths) {
    BURIN_ASSIGN(const uint64_t size, FileSize(path));
    out.Add(BaseName(path));
    out.Add(size);
  }
  return out.value();
}

Result<FolderScore> ScoreResults(const ResultListing& listing,
                                 const Labels& labels,
                                 const ScoreFolderOptions& options) {
  const int64_t files =
      static_cast<int64_t>(labels.classes.size()) / labels.images_per_file;
  const auto& [last, last_path] = *listing.paths.rbegin();
  if (last >= files) {
    return MakeError(ErrorCode::kBadDataset, last_path,
                     " is the result of file ", last, ", there are labels for ",
                     files);
  }
  const ShardRange range = RangeOf(options.shard, files);
  if (range.size() == 0) {
    return MakeError(ErrorCode::kBadUsage, "shard ", ShardText(options.shard),
                     " of ", files, " results is empty");
  }
  FolderScore out;
  std::vector<std::pair<int64_t, const std::string*>> there;
  for (int64_t i = range.begin; i < range.end; ++i) {
    const auto found = listing.paths.find(i);
    if (found != listing.paths.end()) {
      there.emplace_back(i, &found->second);
      continue;
    }
    std::string digits = std::to_string(i);
    digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, '0');
    out.missing.push_back(StrCat(listing.prefix, digits, "_0"));
  }
  if (!out.missing.empty() && !options.partial) {
    return MakeError(
        ErrorCode::kBadDataset,
        std::filesystem::path(last_path).parent_path().string(), ": ",
        out.missing.size(), " of ", range.size(),
        " results are missing: ", ListText(out.missing, kNamedMissing),
        labels.given ? "" : "; give --gt-path with the labels, or --n");
  }
  ScoreJournal none;
  ScoreJournal& journal = options.journal == nullptr ? none : *options.journal;
  size_t done = 0;
  if (journal.done() <= there.size()) {
    done = journal.done();
    out.accuracy = journal.accuracy();
  }
  int64_t classes = 0;
  for (; done < there.size(); ++done) {
    const auto& [file, path] = there[done];
    Accuracy next = out.accuracy;
    Result<void> scored;
    if (options.stop != nullptr && options.stop->load()) {
      scored = MakeError(ErrorCode::kInterrupted, "stopped by a signal");
    } else {
      scored =
          ScoreFile(*path, file, labels, options.bin_type, &classes, &next);
    }
    if (!scored.ok()) {
      journal.Record(done, out.accuracy, true);
      return scored.error();
    }
    out.accuracy = next;
    journal.Record(done + 1, out.accuracy);
    if (options.progress) options.progress(done + 1, there.size());
  }
  journal.Remove();
  return out;
}

}  // namespace burin
