// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See quote.h.

#include "formats/quote.h"

namespace burin {

std::string Quoted(std::string_view text) {
  constexpr size_t kMostBytes = 100;
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "'";
  for (const char c : text.substr(0, kMostBytes)) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f && c != '\'' && c != '\\') {
      out += c;
    } else {
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (text.size() > kMostBytes) out += "...";
  return out + "'";
}

}  // namespace burin
