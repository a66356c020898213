// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See optimize_options.h.

#include "cli/optimize_options.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/file.h"
#include "formats/quote.h"
#include "infer/files.h"

namespace burin::cli {
namespace {

// The surgeon's names in the order of its list, which numbers them from 0;
// without a rewrite: what only an accelerator gains from.
struct Knowledge {
  std::string_view name;
  std::string_view rewrite;
};
constexpr Knowledge kKnowledges[] = {
    {"Conv1d2Conv2d", ""},
    {"MergeConsecutiveSlice", "slices"},
    {"TransposeLargeInputConv", ""},
    {"MergeConsecutiveConcat", "concats"},
    {"TypeCast", ""},
    {"SplitQKVMatmul", ""},
    {"SplitLargeKernelConv", ""},
    {"ResizeModeToNearest", ""},
    {"TopkFix", ""},
    {"MergeCasts", ""},
    {"EmptySliceFix", ""},
    {"DynamicReshape", ""},
    {"GatherToSplit", ""},
    {"AvgPoolSplit", ""},
    {"BNFolding", "batch-norm"},
    {"ModifyReflectionPad", ""},
    {"BigKernel", ""},
};

Error Refuse(std::string_view option, std::string_view text,
             std::string_view expected) {
  return MakeError(ErrorCode::kBadUsage, "--", option, " ",
                   Quoted(std::string(text)), ": ", expected, " expected");
}

Result<std::vector<int64_t>> ParseDims(std::string_view option,
                                       std::string_view text) {
  std::vector<int64_t> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int64_t dim = 0;
    const auto [next, error] = std::from_chars(at, end, dim);
    const bool ends = next == end;
    if (error != std::errc() || dim < -1 || (!ends && *next != ',') ||
        (!ends && next + 1 == end)) {
      return Refuse(option, text,
                    "dimensions of -1 and more, separated by "
                    "commas,");
    }
    out.push_back(dim);
    at = ends ? next : next + 1;
  }
  return out;
}

// The one that `word`, a number or a name with or without "Knowledge" before
// it, means; null for none.
Result<const Knowledge*> KnowledgeNamed(std::string_view word) {
  constexpr std::string_view kPrefix = "Knowledge";
  if (!word.empty() &&
      word.find_first_not_of("0123456789") == std::string_view::npos) {
    size_t id = std::size(kKnowledges);
    std::from_chars(word.data(), word.data() + word.size(), id);
    if (id < std::size(kKnowledges)) return &kKnowledges[id];
    return Refuse("rewrites", word,
                  StrCat("a name, or a number of 0 to ",
                         std::size(kKnowledges) - 1, ","));
  }
  if (word.starts_with(kPrefix)) word.remove_prefix(kPrefix.size());
  const auto known = std::ranges::find(kKnowledges, word, &Knowledge::name);
  return known == std::end(kKnowledges) ? nullptr : known;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> ParseNamedTexts(
    std::string_view option, std::string_view text) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!text.empty()) {
    const std::string_view entry = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(entry.size() + 1, text.size()));
    if (entry.empty()) continue;
    const size_t colon = entry.rfind(':');
    if (colon == std::string_view::npos || colon == 0 ||
        colon + 1 == entry.size()) {
      return Refuse(option, entry, "\"name:value\"");
    }
    const std::string name(entry.substr(0, colon));
    for (const auto& [other, value] : out) {
      if (other != name) continue;
      return MakeError(ErrorCode::kBadUsage, "--", option, ": ", Quoted(name),
                       " is there twice");
    }
    out.emplace_back(name, entry.substr(colon + 1));
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::vector<int64_t>>>>
ParseNamedShapes(std::string_view option, std::string_view text) {
  BURIN_ASSIGN(const auto entries, ParseNamedTexts(option, text));
  std::vector<std::pair<std::string, std::vector<int64_t>>> out;
  for (const auto& [name, dims] : entries) {
    BURIN_ASSIGN(std::vector<int64_t> shape, ParseDims(option, dims));
    out.emplace_back(name, std::move(shape));
  }
  return out;
}

std::optional<KnownAs> KnowledgeOf(std::string_view rewrite) {
  for (size_t i = 0; i < std::size(kKnowledges); ++i) {
    if (kKnowledges[i].rewrite == rewrite) {
      return KnownAs{kKnowledges[i].name, i};
    }
  }
  return std::nullopt;
}

Result<RewriteNames> ParseRewriteNames(const std::string& list) {
  RewriteNames out;
  const std::vector<std::string> given = SplitCommas(list);
  for (const std::string& name : given) {
    BURIN_ASSIGN(const Knowledge* known, KnowledgeNamed(name));
    if (known == nullptr) {
      out.names.push_back(name);
    } else if (!known->rewrite.empty()) {
      out.names.emplace_back(known->rewrite);
    } else {
      out.notes.push_back(StrCat(
          "--rewrites ", name,
          name.ends_with(known->name) ? "" : StrCat(" (", known->name, ")"),
          ": helps an accelerator only, and is left "
          "out"));
    }
  }
  if (!given.empty() && out.names.empty()) {
    return MakeError(ErrorCode::kBadUsage, "--rewrites ", list,
                     ": all of these help an accelerator only; burin optimize "
                     "list names what there is");
  }
  return out;
}

Result<std::vector<std::string>> OnnxFilesAt(const std::string& path,
                                             bool recursive) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  const auto add = [&](const fs::directory_entry& entry) {
    std::error_code ignored;
    if (entry.path().extension() == ".onnx" && entry.is_regular_file(ignored)) {
      out.push_back(entry.path().native());
    }
  };
  // Links to folders are not followed, so that no loop is.
  if (recursive) {
    for (auto it = fs::recursive_directory_iterator(path, error);
         !error && it != fs::recursive_directory_iterator();
         it.increment(error)) {
      add(*it);
    }
  } else {
    for (auto it = fs::directory_iterator(path, error);
         !error && it != fs::directory_iterator(); it.increment(error)) {
      add(*it);
    }
  }
  if (error) return SystemError(path, "list", error.value());
  if (out.empty()) {
    return MakeError(ErrorCode::kNotFound, path, ": no file ends in .onnx");
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace burin::cli
