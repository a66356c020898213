// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See quote.h.

#include "formats/quote.h"

namespace burin {
namespace {

// The bytes of the printable UTF-8 character that the text begins with; 0 for
// anything else: a control character, a stray byte, a longer form than needed.
size_t PrintableBytes(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const size_t count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  unsigned point = first & (0x7fu >> count);
  for (size_t i = 1; i < count; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3f);
  }
  constexpr unsigned kSmallest[] = {0, 0, 0xa0, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  return point < kSmallest[count] || point > 0x10ffff || surrogate ? 0 : count;
}

}  // namespace

std::string Quoted(std::string_view text) {
  constexpr size_t kMostBytes = 100;
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "'";
  const std::string_view shown = text.substr(0, kMostBytes);
  for (size_t i = 0; i < shown.size();) {
    const char c = shown[i];
    const size_t count = PrintableBytes(shown.substr(i));
    if (count > 0 && c != '\'' && c != '\\') {
      out += shown.substr(i, count);
      i += count;
      continue;
    }
    const unsigned byte = static_cast<unsigned char>(c);
    out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    ++i;
  }
  if (text.size() > kMostBytes) out += "...";
  return out + "'";
}

}  // namespace burin
