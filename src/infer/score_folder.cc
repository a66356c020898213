// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See score_folder.h.

#include "infer/score_folder.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include "base/file.h"
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

Result<Scores> ReadBin(const std::string& path, int64_t rows) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  Scores out;
  out.rows = rows;
  if (file.size() == 0 ||
      file.size() % (sizeof(float) * static_cast<size_t>(rows)) != 0) {
    return MakeError(ErrorCode::kBadDataset, path, ": ", file.size(),
                     " bytes are no float32 scores of ", rows, " images");
  }
  out.values.resize(file.size() / sizeof(float));
  std::memcpy(out.values.data(), file.data(), file.size());
  return out;
}

Result<Scores> ReadNpyScores(const std::string& path) {
  BURIN_ASSIGN(const Tensor tensor, ReadNpy(path));
  if (tensor.dtype() != DType::kFloat32 || tensor.dims().empty() ||
      tensor.elements() == 0) {
    return MakeError(ErrorCode::kBadDataset, path, ": ",
                     TypeText(tensor.type()), ", float32 scores expected");
  }
  const std::span<const float> values = tensor.Span<float>();
  return Scores{{values.begin(), values.end()},
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

Result<Scores> ReadScores(const std::string& path, int64_t images_per_file) {
  if (path.ends_with(".bin")) return ReadBin(path, images_per_file);
  if (path.ends_with(".npy")) return ReadNpyScores(path);
  return ReadTxt(path);
}

// Result files by index, and the names that are none.
struct Listing {
  std::map<int64_t, std::string> results;
  std::vector<std::string> ignored;
  std::string example;  // "batch-": to name what is missing
};

Result<Listing> ListResults(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return SystemError(folder, "open folder", error.value());
  Listing out;
  while (entries != std::filesystem::directory_iterator()) {
    const std::string name = entries->path().filename().native();
    const ResultName parsed = ParseName(name);
    if (parsed.kind == NameKind::kForeign) out.ignored.push_back(name);
    if (parsed.kind == NameKind::kResult) {
      const auto [it, inserted] = out.results.emplace(parsed.index, name);
      if (!inserted) {
        return MakeError(ErrorCode::kBadDataset, folder, ": ",
                         std::min(it->second, name), " and ",
                         std::max(it->second, name),
                         " are both results of file ", parsed.index);
      }
      out.example = parsed.prefix;
    }
    entries.increment(error);
    if (error) return SystemError(folder, "read folder", error.value());
  }
  std::sort(out.ignored.begin(), out.ignored.end());
  return out;
}

std::string ListText(std::span<const std::string> names, size_t limit) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), limit); ++i) {
    out += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > limit) out += ", ...";
  return out;
}

Result<void> ScoreFile(const std::string& folder, const std::string& name,
                       int64_t file, const Labels& labels, int64_t* classes,
                       Accuracy* accuracy) {
  const std::string path = StrCat(folder, "/", name);
  BURIN_ASSIGN(const Scores scores, ReadScores(path, labels.images_per_file));
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
    BURIN_ASSIGN(const int64_t rank, RankOfLabel(line, label)
                                         .Context(StrCat(path, ": image ", row,
                                                         " of ", scores.rows)));
    accuracy->Add(rank);
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

Result<FolderScore> ScoreFolder(const std::string& folder, const Labels& labels,
                                bool partial) {
  BURIN_ASSIGN(const Listing listing, ListResults(folder));
  if (listing.results.empty()) {
    return MakeError(ErrorCode::kBadDataset, folder,
                     ": no result file NAME_0.bin, .npy or .txt");
  }
  const int64_t files =
      static_cast<int64_t>(labels.classes.size()) / labels.images_per_file;
  const auto& [last, last_name] = *listing.results.rbegin();
  if (last >= files) {
    return MakeError(ErrorCode::kBadDataset, folder, ": ", last_name,
                     " is the result of file ", last, ", there are labels for ",
                     files);
  }
  FolderScore out;
  out.ignored = listing.ignored;
  for (int64_t i = 0; i < files; ++i) {
    if (listing.results.contains(i)) continue;
    std::string digits = std::to_string(i);
    digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, '0');
    out.missing.push_back(StrCat(listing.example, digits, "_0"));
  }
  if (!out.missing.empty() && !partial) {
    return MakeError(
        ErrorCode::kBadDataset, folder, ": ", out.missing.size(), " of ", files,
        " results are missing: ", ListText(out.missing, kNamedMissing),
        labels.given ? "" : "; give --gt-path with the labels, or --n");
  }
  int64_t classes = 0;
  for (const auto& [file, name] : listing.results) {
    BURIN_TRY(ScoreFile(folder, name, file, labels, &classes, &out.accuracy));
  }
  return out;
}

}  // namespace burin
