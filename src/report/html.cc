// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See html.h.

#include "report/html.h"

#include <algorithm>
#include <cstdio>

#include "base/result.h"

namespace burin {
namespace {

// One colour, so that the chart also reads in print; text in the page's own.
constexpr std::string_view kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:52em;margin:2em auto;"
    "padding:0 1em}table{border-collapse:collapse}"
    "td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #ccc}"
    "dt{float:left;clear:left;min-width:10em;color:#555}"
    "dd{margin:0 0 0 11em}rect{fill:#2b6ca3}text{font-size:13px}";

std::string Number(double value) {
  char text[48];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// Horizontal bars, the longest 400 units, each with its number behind it.
std::string BarsSvg(const HtmlReport& report) {
  constexpr int kRow = 24, kLeft = 90, kLongest = 400, kWidth = 600;
  double most = 0;
  for (const Bar& bar : report.bars) most = std::max(most, bar.value);
  std::string out =
      StrCat("<svg role=\"img\" viewBox=\"0 0 ", kWidth, " ",
             kRow * static_cast<int>(report.bars.size()), "\" width=\"", kWidth,
             "\"><title>", EscapeHtml(report.bars_title), "</title>\n");
  int y = 0;
  for (const Bar& bar : report.bars) {
    const double length = most > 0 ? kLongest * bar.value / most : 0;
    out += StrCat("<text x=\"", kLeft - 8, "\" y=\"", y + 17,
                  "\" text-anchor=\"end\">", EscapeHtml(bar.label), "</text>",
                  "<rect x=\"", kLeft, "\" y=\"", y + 4, "\" width=\"",
                  Number(length), "\" height=\"", kRow - 8, "\"/>",
                  "<text x=\"", Number(kLeft + length + 6), "\" y=\"", y + 17,
                  "\">", Number(bar.value), "</text>\n");
    y += kRow;
  }
  return out + "</svg>\n";
}

std::string RowText(const std::vector<std::string>& cells,
                    std::string_view tag) {
  std::string out = "<tr>";
  for (const std::string& cell : cells) {
    out += StrCat("<", tag, ">", EscapeHtml(cell), "</", tag, ">");
  }
  return out + "</tr>\n";
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string HtmlText(const HtmlReport& report) {
  const std::string title = EscapeHtml(report.title);
  std::string out = StrCat(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<title>",
      title, "</title><style>", kStyle, "</style></head>\n<body><h1>", title,
      "</h1>\n<dl>\n");
  for (const auto& [name, value] : report.facts) {
    out += StrCat("<dt>", EscapeHtml(name), "</dt><dd>", EscapeHtml(value),
                  "</dd>\n");
  }
  out += StrCat("</dl>\n<h2>", EscapeHtml(report.bars_title), "</h2>\n",
                BarsSvg(report), "<table>\n", RowText(report.head, "th"));
  for (const auto& row : report.rows) out += RowText(row, "td");
  return out + "</table>\n</body></html>\n";
}

}  // namespace burin
