// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing and reading JSON reports. Keys keep the order in which they are
// added, so that the same report gives the same bytes.

#ifndef BURIN_REPORT_JSON_H_
#define BURIN_REPORT_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace burin {

using Json = nlohmann::ordered_json;

// Indented text with a final newline. Bytes that are not UTF-8 (file names may
// hold any) become U+FFFD; NaN and infinity become null.
std::string JsonText(const Json& json);

// The outermost object with this one of its members, if it has it; the others
// are read and not kept. Not an object where the text is none, or no JSON.
Json ReadMember(std::string_view text, std::string_view key);

// All or nothing, synced.
Result<void> WriteJson(const std::string& path, const Json& json);

}  // namespace burin

#endif  // BURIN_REPORT_JSON_H_
