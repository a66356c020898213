// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See selection.h.

#include "infer/selection.h"

#include <unordered_map>

#include "base/faults.h"
#include "base/file.h"
#include "infer/files.h"

namespace burin {
namespace {

using FileLists = std::vector<std::vector<std::string>>;

// Some million names; a list is no data file.
constexpr uint64_t kLargestList = uint64_t{1} << 28;

struct Line {
  size_t number = 0;
  std::string name;
};

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

Result<std::vector<Line>> ReadList(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kLargestList));
  std::string_view text = AsText(file.span());
  std::vector<Line> out;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view name = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (name.empty() || name[0] == '#') continue;
    if (name.find('\0') != std::string_view::npos) {
      return MakeError(ErrorCode::kBadInput, path, ": line ", number,
                       " has a zero byte, a list of names expected");
    }
    out.push_back({number, std::string(name)});
  }
  if (out.empty()) {
    return MakeError(ErrorCode::kBadInput, path, ": no name in this list");
  }
  return out;
}

// The places of the lines' files in `files`.
Result<std::vector<size_t>> PlacesOf(const std::string& list,
                                     const std::vector<Line>& lines,
                                     const std::vector<std::string>& files) {
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < files.size(); ++i) {
    places.emplace(files[i], i);
    places.emplace(BaseName(files[i]), i);
  }
  std::vector<size_t> out;
  Faults faults;
  for (const Line& line : lines) {
    const auto found = places.find(line.name);
    if (found != places.end()) {
      out.push_back(found->second);
    } else {
      faults.Add(MakeError(ErrorCode::kBadInput, list, ": line ", line.number,
                           ": '", line.name, "' is none of the ", files.size(),
                           " input files"));
    }
  }
  BURIN_TRY(std::move(faults).Report());
  return out;
}

Result<FileLists> FromList(const FileSelection& selection, size_t inputs) {
  BURIN_ASSIGN(const std::vector<Line> lines, ReadList(selection.list));
  if (selection.input.empty()) {
    std::vector<std::string> paths;
    for (const Line& line : lines) paths.push_back(line.name);
    return ShareFiles(paths, inputs);
  }
  BURIN_ASSIGN(const FileLists all, ListInputFiles(selection.input, inputs));
  BURIN_ASSIGN(const std::vector<size_t> places,
               PlacesOf(selection.list, lines, all[0]));
  FileLists out(all.size());
  for (size_t input = 0; input < all.size(); ++input) {
    for (const size_t place : places) out[input].push_back(all[input][place]);
  }
  return out;
}

}  // namespace

Result<FileLists> SelectInputFiles(const FileSelection& selection,
                                   size_t inputs) {
  BURIN_ASSIGN(FileLists out, selection.list.empty()
                                  ? ListInputFiles(selection.input, inputs)
                                  : FromList(selection, inputs));
  for (auto& files : out) {
    if (selection.limit > 0 && files.size() > selection.limit) {
      files.resize(selection.limit);
    }
  }
  return out;
}

}  // namespace burin
