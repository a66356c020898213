// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See number.h.

#include "report/number.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace burin {

std::string Fixed(double value, int digits) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%.*f", digits, value);
  return std::string(text, std::min(static_cast<size_t>(std::max(length, 0)),
                                    sizeof text - 1));
}

std::string ShortNumber(double value) {
  const bool thousands = std::abs(value) >= 10000;
  char text[64];
  std::snprintf(text, sizeof text, "%.3g", thousands ? value / 1000 : value);
  std::string out = text;
  // 1e+03 is what %g makes of 1000.
  if (!thousands && out.find('e') != std::string::npos) {
    out = Fixed(value, std::abs(value) >= 1 ? 0 : 6);
  }
  return thousands ? out + "k" : out;
}

}  // namespace burin
