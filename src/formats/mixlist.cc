// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See mixlist.h.

#include "formats/mixlist.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "formats/config_lines.h"
#include "formats/quote.h"

namespace burin {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kLists[] = {"black-list", "white-list", "gray-list"};
constexpr std::string_view kChanges[] = {"to-add", "to-remove"};

template <size_t kCount>
Result<void> ExpectKey(const std::string_view (&known)[kCount],
                       const std::string& key) {
  if (std::find(std::begin(known), std::end(known), key) != std::end(known)) {
    return {};
  }
  return MakeError(ErrorCode::kBadConfig, "unknown key ", Quoted(key));
}

Result<void> ReadTypes(const std::string& list, const std::string& change,
                       const Json& types, MixList& out) {
  if (!types.is_array()) {
    return MakeError(ErrorCode::kBadConfig, list, " ", change, " is no list");
  }
  for (const Json& type : types) {
    if (!type.is_string()) {
      return MakeError(ErrorCode::kBadConfig, list, " ", change,
                       " holds what is no name");
    }
    const std::string& name = type.get_ref<const std::string&>();
    if (list == "black-list" && change == "to-add") {
      out.black.push_back(name);
    } else {
      out.others.push_back(StrCat(list, " ", change, " ", name));
    }
  }
  return {};
}

}  // namespace

Result<MixList> ParseMixList(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    return MakeError(ErrorCode::kBadConfig, "no JSON object");
  }
  MixList out;
  for (const auto& [list, changes] : json.items()) {
    BURIN_TRY(ExpectKey(kLists, list));
    if (!changes.is_object()) {
      return MakeError(ErrorCode::kBadConfig, list, " is no object");
    }
    for (const auto& [change, types] : changes.items()) {
      BURIN_TRY(ExpectKey(kChanges, change).Context(list));
      BURIN_TRY(ReadTypes(list, change, types, out));
    }
  }
  return out;
}

Result<MixList> ReadMixList(const std::string& path) {
  BURIN_ASSIGN(const std::string text, ReadConfigText(path));
  return ParseMixList(text).Context(path);
}

}  // namespace burin
