// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A report as one HTML file that refers to nothing else: no script, no font, no
// picture from outside. Light or dark as the reader's system is, one column on
// a phone, fit for printing.

#ifndef BURIN_REPORT_PAGE_H_
#define BURIN_REPORT_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "report/table.h"

namespace burin {

// One figure that a reader should see first.
struct Tile {
  std::string label;
  std::string value;
  std::string unit;
  std::string note;
};

struct Section {
  std::string heading;
  std::string text;        // a sentence or two below it; may be empty
  std::string figure;      // a chart of charts.h; may be empty
  Table table;             // none without a head
  size_t best = SIZE_MAX;  // row of the table that stands out
  bool wide = true;        // the whole width; narrow ones stand side by side
  bool folded = false;     // shown when the reader opens it
};

struct Page {
  std::string title;
  std::string subtitle;
  std::vector<Tile> tiles;
  std::vector<std::string> warnings;
  std::vector<Section> sections;
  std::vector<std::pair<std::string, std::string>> facts;  // at the end
};

// The same page gives the same bytes. Texts are escaped; figures are not.
std::string PageHtml(const Page& page);

}  // namespace burin

#endif  // BURIN_REPORT_PAGE_H_
