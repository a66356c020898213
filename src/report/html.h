// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A report as one HTML file without references to anything else: facts, a bar
// chart as SVG, a table.

#ifndef BURIN_REPORT_HTML_H_
#define BURIN_REPORT_HTML_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burin {

struct Bar {
  std::string label;
  double value = 0;  // not negative
};

struct HtmlReport {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string bars_title;  // names what the bars measure, with the unit
  std::vector<Bar> bars;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

// The same report gives the same bytes. Text is escaped.
std::string HtmlText(const HtmlReport& report);

// `text` with & < > " as entities.
std::string EscapeHtml(std::string_view text);

}  // namespace burin

#endif  // BURIN_REPORT_HTML_H_
