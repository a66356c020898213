// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A table of texts in the four forms that people keep tables in.

#ifndef BURIN_REPORT_TABLE_H_
#define BURIN_REPORT_TABLE_H_

#include <string>
#include <vector>

namespace burin {

// Rows are as long as the head. A cell may be empty: what was not measured.
// Columns hold numbers, set to the right, but for the first `text_columns`.
struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  size_t text_columns = 0;
};

// Aligned by spaces, an empty cell as "-"; every line ends in '\n'.
std::string TableText(const Table& table);
// One line of it, for tables that grow while people look: columns are as wide
// as their heads and at least `width`.
std::string TextLine(const Table& table, const std::vector<std::string>& cells,
                     size_t width);

std::string TableCsv(const Table& table);
std::string TableMarkdown(const Table& table);
// A <table> element; the rows whose index is `best` stand out.
std::string TableHtml(const Table& table, size_t best = SIZE_MAX);

}  // namespace burin

#endif  // BURIN_REPORT_TABLE_H_
