// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See files.h.

#include "infer/files.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"

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

bool IsDataName(std::string_view name) {
  return IsNpyName(name) || name.ends_with(".bin") || name.ends_with(".BIN");
}

Result<std::vector<std::string>> ListFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return SystemError(folder, "open folder", error.value());
  std::vector<std::string> out;
  while (entries != std::filesystem::directory_iterator()) {
    if (IsDataName(entries->path().filename().native())) {
      out.push_back(entries->path().native());
    }
    entries.increment(error);
    if (error) return SystemError(folder, "read folder", error.value());
  }
  if (out.empty()) {
    return MakeError(ErrorCode::kBadInput, folder,
                     ": no .npy, .NPY, .bin or .BIN file in this folder");
  }
  std::sort(out.begin(), out.end());
  std::stable_sort(out.begin(), out.end(), NaturalLess);
  return out;
}

Result<std::vector<std::vector<std::string>>> FromFiles(
    const std::vector<std::string>& paths, size_t inputs) {
  for (const std::string& path : paths) {
    BURIN_TRY(FileSize(path));
    if (!IsDataName(path)) {
      return MakeError(ErrorCode::kBadInput, path,
                       ": input files end .npy, .NPY, .bin or .BIN");
    }
  }
  if (paths.size() % inputs != 0) {
    return MakeError(ErrorCode::kBadUsage, "--input: ", paths.size(),
                     " files for ", inputs, " model inputs");
  }
  const size_t share = paths.size() / inputs;
  std::vector<std::vector<std::string>> out;
  for (size_t i = 0; i < inputs; ++i) {
    const auto begin = paths.begin() + static_cast<ptrdiff_t>(i * share);
    out.emplace_back(begin, begin + static_cast<ptrdiff_t>(share));
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

Result<std::vector<std::vector<std::string>>> ListInputFiles(
    const std::string& spec, size_t inputs) {
  const std::vector<std::string> paths = SplitCommas(spec);
  if (paths.empty() || inputs == 0) {
    return MakeError(ErrorCode::kBadUsage, "--input: no path given");
  }
  std::error_code error;
  if (!std::filesystem::is_directory(paths[0], error)) {
    return FromFiles(paths, inputs);
  }
  if (paths.size() != inputs) {
    return MakeError(ErrorCode::kBadUsage, "--input: ", paths.size(),
                     " folders for ", inputs, " model inputs");
  }
  std::vector<std::vector<std::string>> out;
  for (const std::string& folder : paths) {
    BURIN_ASSIGN(std::vector<std::string> files, ListFolder(folder));
    out.push_back(std::move(files));
    if (out.back().size() != out[0].size()) {
      return MakeError(ErrorCode::kBadInput, folder, ": ", out.back().size(),
                       " files, ", out[0].size(), " in ", paths[0]);
    }
  }
  return out;
}

bool IsNpyName(std::string_view name) {
  return name.ends_with(".npy") || name.ends_with(".NPY");
}

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace burin
