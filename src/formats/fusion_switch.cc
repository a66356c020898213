// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fusion_switch.h.

#include "formats/fusion_switch.h"

#include <nlohmann/json.hpp>

#include "formats/config_lines.h"
#include "formats/quote.h"

namespace burin {
namespace {

using Json = nlohmann::ordered_json;

Result<bool> ReadState(std::string_view name, std::string_view state) {
  if (state == "on" || state == "off") return state == "on";
  return MakeError(ErrorCode::kBadConfig, Quoted(name), " is ", Quoted(state),
                   ", on or off expected");
}

Result<std::vector<FusionSwitch>> ParseJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    return MakeError(ErrorCode::kBadConfig, "no JSON object");
  }
  std::vector<FusionSwitch> out;
  for (const auto& [key, groups] : json.items()) {
    if (key != "Switch" || !groups.is_object()) {
      return MakeError(ErrorCode::kBadConfig, "an object Switch expected, ",
                       Quoted(key), " found");
    }
    for (const auto& [group, switches] : groups.items()) {
      if (!switches.is_object()) {
        return MakeError(ErrorCode::kBadConfig, Quoted(group),
                         " is no object of switches");
      }
      for (const auto& [name, state] : switches.items()) {
        const std::string text =
            state.is_string() ? state.get<std::string>() : state.dump();
        BURIN_ASSIGN(const bool on, ReadState(name, text));
        out.push_back({group, name, on});
      }
    }
  }
  return out;
}

}  // namespace

Result<std::vector<FusionSwitch>> ParseFusionSwitches(std::string_view text) {
  BURIN_ASSIGN(const std::vector<ConfigLine> lines, ConfigLines(text));
  if (!lines.empty() && lines[0].text.starts_with('{')) return ParseJson(text);
  std::vector<FusionSwitch> out;
  for (const ConfigLine& line : lines) {
    const size_t colon = line.text.rfind(':');
    if (colon == std::string_view::npos) {
      return MakeError(ErrorCode::kBadConfig, "line ", line.number, ": ",
                       Quoted(line.text), " is not of the form NAME:off");
    }
    const std::string_view name = Trimmed(line.text.substr(0, colon));
    BURIN_ASSIGN(const bool on,
                 ReadState(name, Trimmed(line.text.substr(colon + 1)))
                     .Context(StrCat("line ", line.number)));
    out.push_back({"", std::string(name), on});
  }
  return out;
}

Result<std::vector<FusionSwitch>> ReadFusionSwitches(const std::string& path) {
  BURIN_ASSIGN(const std::string text, ReadConfigText(path));
  return ParseFusionSwitches(text).Context(path);
}

}  // namespace burin
