// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See json.h.

#include "report/json.h"

#include "base/file.h"

namespace burin {

std::string JsonText(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json ReadMember(std::string_view text, std::string_view key) {
  const auto keep = [key](int depth, Json::parse_event_t event, Json& value) {
    return depth != 1 || event != Json::parse_event_t::key || value == key;
  };
  return Json::parse(text, keep, false);
}

Result<void> WriteJson(const std::string& path, const Json& json) {
  return WriteFile(path, AsBytes(JsonText(json)));
}

}  // namespace burin
