// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See escape.h.

#include "report/escape.h"

#include <array>
#include <cstddef>

namespace burin {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// How many bytes of `text` are one character of UTF-8 that text formats may
// hold; 0 if its first byte begins none.
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  // The second byte's range leaves out overlong forms and surrogates.
  const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  return length;
}

// `text` character by character, each as `entity` gives it.
template <typename Entity>
std::string Escape(std::string_view text, const Entity& entity) {
  std::string out;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) {
      out += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    out += length == 1 ? entity(text[0]) : std::string(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  return Escape(text, [](char c) -> std::string {
    switch (c) {
      case '&':
        return "&amp;";
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '"':
        return "&quot;";
      case '\'':
        return "&#39;";
      default:
        return std::string(1, c);
    }
  });
}

std::string EscapeMarkdown(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|~&";
  return Escape(text, [&](char c) {
    const bool markup = kMarkup.find(c) != std::string_view::npos;
    return (markup ? std::string("\\") : std::string()) + c;
  });
}

std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace burin
