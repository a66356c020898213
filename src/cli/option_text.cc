// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See option_text.h.

#include "cli/option_text.h"

#include <algorithm>

namespace burin::cli {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::vector<std::string_view> AliasesOf(const Option& option) {
  return Split(option.aliases, ' ');
}

std::vector<std::string_view> ChoicesOf(const Option& option) {
  if (option.kind != ValueKind::kChoice) return {};
  return Split(option.value, '|');
}

bool TakesValue(const Option& option) {
  return option.kind != ValueKind::kBool;
}

Offer OfferOf(const Option& option) {
  if (option.kind == ValueKind::kChoice) return Offer::kWords;
  if (option.kind != ValueKind::kText) return Offer::kNothing;
  if (option.value == "FILE") return Offer::kFiles;
  if (option.value == "DIR") return Offer::kFolders;
  return Offer::kNothing;
}

std::string FullHelp(const Option& option) {
  std::string out(option.help);
  std::string choices;
  for (const std::string_view choice : ChoicesOf(option)) {
    choices += StrCat(choices.empty() ? "" : ", ", choice);
  }
  if (!choices.empty()) out += StrCat(out.empty() ? "" : "; ", choices);
  if (!option.fallback.empty()) {
    out += StrCat(" (default ", option.fallback, ")");
  }
  if (option.required) out += " (required)";
  return out;
}

}  // namespace burin::cli
