// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See files.h.

#include "infer/files.h"

#include <algorithm>
#include <filesystem>

#include "base/faults.h"
#include "base/file.h"
#include "infer/file_pattern.h"

namespace burin {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char Folded(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Takes the run of digits at the start of `text`, without leading zeros.
std::string_view TakeNumber(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && IsDigit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  const size_t zeros = number.find_first_not_of('0');
  number.remove_prefix(std::min(zeros, number.size()));
  return number;
}

using FileLists = std::vector<std::vector<std::string>>;

Result<std::vector<std::string>> ListFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return SystemError(folder, "open folder", error.value());
  std::vector<std::string> out;
  while (entries != std::filesystem::directory_iterator()) {
    out.push_back(entries->path().native());
    entries.increment(error);
    if (error) return SystemError(folder, "read folder", error.value());
  }
  return out;
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

// The data files of a folder or pattern, in natural order.
Result<std::vector<std::string>> ListSet(const std::string& path) {
  const bool pattern = IsPattern(path);
  BURIN_ASSIGN(std::vector<std::string> out,
               pattern ? ExpandPattern(path) : ListFolder(path));
  std::erase_if(out, [](const std::string& file) { return !IsDataName(file); });
  if (out.empty()) {
    return MakeError(ErrorCode::kBadInput, path,
                     ": no .npy, .NPY, .bin or .BIN file ",
                     pattern ? "matches" : "in this folder");
  }
  std::sort(out.begin(), out.end());
  std::stable_sort(out.begin(), out.end(), NaturalLess);
  return out;
}

Result<FileLists> OneSetEach(const std::vector<std::string>& sets) {
  FileLists out;
  for (const std::string& set : sets) {
    BURIN_ASSIGN(std::vector<std::string> files, ListSet(set));
    out.push_back(std::move(files));
    if (out.back().size() != out[0].size()) {
      return MakeError(ErrorCode::kBadInput, set, ": ", out.back().size(),
                       " files, ", out[0].size(), " in ", sets[0]);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> SplitCommas(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ',') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  std::erase(out, "");
  return out;
}

bool NaturalLess(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (IsDigit(a[0]) && IsDigit(b[0])) {
      const std::string_view x = TakeNumber(a);
      const std::string_view y = TakeNumber(b);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      continue;
    }
    // Text that ends here, at a digit, is a prefix of the other's text.
    if (IsDigit(a[0]) || IsDigit(b[0])) return IsDigit(a[0]);
    const auto x = static_cast<unsigned char>(Folded(a[0]));
    const auto y = static_cast<unsigned char>(Folded(b[0]));
    if (x != y) return x < y;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() && !b.empty();
}

Result<FileLists> ShareFiles(const std::vector<std::string>& paths,
                             size_t inputs) {
  Faults faults;
  for (const std::string& path : paths) {
    const Result<uint64_t> size = FileSize(path);
    if (!size.ok()) {
      faults.Add(size.error());
    } else if (!IsDataName(path)) {
      faults.Add(MakeError(ErrorCode::kBadInput, path,
                           ": input files end .npy, .NPY, .bin or .BIN"));
    }
  }
  BURIN_TRY(std::move(faults).Report());
  if (paths.size() % inputs != 0) {
    return MakeError(ErrorCode::kBadUsage, "--input: ", paths.size(),
                     " files for ", inputs, " model inputs");
  }
  const size_t share = paths.size() / inputs;
  FileLists out;
  for (size_t i = 0; i < inputs; ++i) {
    const auto begin = paths.begin() + static_cast<ptrdiff_t>(i * share);
    out.emplace_back(begin, begin + static_cast<ptrdiff_t>(share));
  }
  return out;
}

Result<FileLists> ListInputFiles(const std::string& spec, size_t inputs) {
  const std::vector<std::string> paths = SplitCommas(spec);
  if (paths.empty() || inputs == 0) {
    return MakeError(ErrorCode::kBadUsage, "--input: no path given");
  }
  const auto folders = std::count_if(paths.begin(), paths.end(), IsFolder);
  const auto patterns = std::count_if(paths.begin(), paths.end(), IsPattern);
  const auto sets = static_cast<size_t>(folders + patterns);
  if (sets == paths.size() && sets == inputs) return OneSetEach(paths);
  if (folders > 0) {
    return MakeError(ErrorCode::kBadUsage, "--input: ", folders, " folders",
                     sets < paths.size() ? " among files" : "", " for ", inputs,
                     " model inputs");
  }
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!IsPattern(path)) {
      files.push_back(path);
      continue;
    }
    BURIN_ASSIGN(const std::vector<std::string> matches, ListSet(path));
    files.insert(files.end(), matches.begin(), matches.end());
  }
  return ShareFiles(files, inputs);
}

bool IsNpyName(std::string_view name) {
  return name.ends_with(".npy") || name.ends_with(".NPY");
}

bool IsDataName(std::string_view name) {
  return IsNpyName(name) || name.ends_with(".bin") || name.ends_with(".BIN");
}

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace burin
