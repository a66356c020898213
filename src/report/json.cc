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

Result<void> WriteJson(const std::string& path, const Json& json) {
  return WriteFile(path, AsBytes(JsonText(json)));
}

}  // namespace burin
