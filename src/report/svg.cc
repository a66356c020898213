// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See svg.h.

#include "report/svg.h"

#include <algorithm>
#include <cmath>

#include "base/result.h"
#include "report/escape.h"
#include "report/number.h"

namespace burin {

std::string SeriesClass(size_t series) {
  return StrCat("s", std::min(series, kSeriesColours - 1));
}

std::string Place(double value) {
  std::string out = Fixed(value, 1);
  return out.ends_with(".0") ? out.substr(0, out.size() - 2) : out;
}

std::string SvgText(double x, double y, Anchor anchor, std::string_view text,
                    std::string_view css_class) {
  const std::string_view where = anchor == Anchor::kStart ? ""
                                 : anchor == Anchor::kEnd
                                     ? " text-anchor=\"end\""
                                     : " text-anchor=\"middle\"";
  return StrCat("<text x=\"", Place(x), "\" y=\"", Place(y), "\"", where,
                css_class.empty() ? "" : StrCat(" class=\"", css_class, "\""),
                ">", EscapeHtml(text), "</text>\n");
}

std::string SvgLine(double x1, double y1, double x2, double y2,
                    std::string_view css_class) {
  return StrCat("<line x1=\"", Place(x1), "\" y1=\"", Place(y1), "\" x2=\"",
                Place(x2), "\" y2=\"", Place(y2), "\" class=\"", css_class,
                "\"/>\n");
}

std::string SvgOpen(int width, int height, std::string_view title) {
  return StrCat("<svg role=\"img\" viewBox=\"0 0 ", width, " ", height,
                "\" aria-label=\"", EscapeHtml(title), "\">\n");
}

std::vector<double> LinearTicks(double most) {
  if (!(most > 0) || !std::isfinite(most)) return {0, 1};
  const double decade = std::pow(10, std::floor(std::log10(most)));
  double step = decade;
  for (const double part : {0.2, 0.25, 0.5}) {
    if (most / (decade * part) <= 6) {
      step = decade * part;
      break;
    }
  }
  if (most / step > 6) step = decade * 2;
  std::vector<double> out;
  const int steps = static_cast<int>(std::ceil(most / step - 1e-9));
  for (int i = 0; i <= steps; ++i) out.push_back(i * step);
  return out;
}

std::vector<double> LogTicks(double least, double most) {
  std::vector<double> out;
  if (!(least > 0) || !(most >= least) || !std::isfinite(most)) return out;
  const bool few = most / least < 1000;
  const int first = static_cast<int>(std::floor(std::log10(least)));
  const int last = static_cast<int>(std::ceil(std::log10(most)));
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const double part : {1.0, 2.0, 5.0}) {
      if (part != 1 && !few) continue;
      const double tick = part * std::pow(10, exponent);
      if (tick >= least * (1 - 1e-9) && tick <= most * (1 + 1e-9)) {
        out.push_back(tick);
      }
    }
  }
  return out;
}

std::string Legend(const std::vector<std::string>& names, double x,
                   double width, double* y) {
  constexpr double kLetter = 6.6, kBox = 10, kGap = 16, kRow = 18;
  std::string out;
  double at = x;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    const double wide =
        kBox + 5 + kLetter * static_cast<double>(names[i].size());
    if (at > x && at + wide > x + width) {
      at = x;
      *y += kRow;
    }
    out += StrCat("<rect x=\"", Place(at), "\" y=\"", Place(*y - kBox + 1),
                  "\" width=\"10\" height=\"10\" rx=\"2\" class=\"",
                  SeriesClass(i), "\"/>",
                  SvgText(at + kBox + 5, *y, Anchor::kStart, names[i]));
    at += wide + kGap;
  }
  *y += kRow;
  return out;
}

}  // namespace burin
