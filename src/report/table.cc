// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See table.h.

#include "report/table.h"

#include <algorithm>

#include "base/result.h"
#include "report/escape.h"

namespace burin {
namespace {

// Code points of UTF-8, which for the names and numbers of tables are columns.
size_t Columns(const std::string& text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string Aligned(const std::string& cell, size_t width, bool to_the_left) {
  const std::string text = cell.empty() ? "-" : cell;
  const size_t used = Columns(text);
  const std::string spaces(used < width ? width - used : 0, ' ');
  return to_the_left ? text + spaces : spaces + text;
}

std::string Line(const std::vector<std::string>& cells,
                 const std::vector<size_t>& widths, size_t text_columns) {
  std::string out;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += "  ";
    out +=
        Aligned(cells[i], i < widths.size() ? widths[i] : 0, i < text_columns);
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "\n";
}

template <typename Escape>
std::string Joined(const std::vector<std::string>& cells,
                   std::string_view between, const Escape& escape) {
  std::string out;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += between;
    out += escape(cells[i]);
  }
  return out;
}

std::string HtmlRow(const std::vector<std::string>& cells, size_t text_columns,
                    std::string_view tag, std::string_view row) {
  std::string out(row);
  for (size_t i = 0; i < cells.size(); ++i) {
    out += StrCat("<", tag, i < text_columns ? " class=\"t\">" : ">",
                  EscapeHtml(cells[i]), "</", tag, ">");
  }
  return out + "</tr>\n";
}

}  // namespace

std::string TableText(const Table& table) {
  std::vector<size_t> widths;
  for (size_t i = 0; i < table.head.size(); ++i) {
    size_t width = Columns(table.head[i]);
    for (const auto& row : table.rows) {
      width = std::max(width, Columns(row[i]));
    }
    widths.push_back(width);
  }
  std::string out = Line(table.head, widths, table.text_columns);
  for (const auto& row : table.rows) {
    out += Line(row, widths, table.text_columns);
  }
  return out;
}

std::string TextLine(const Table& table, const std::vector<std::string>& cells,
                     size_t width) {
  std::vector<size_t> widths;
  for (const std::string& name : table.head) {
    widths.push_back(std::max(Columns(name), width));
  }
  return Line(cells, widths, table.text_columns);
}

std::string TableCsv(const Table& table) {
  std::string out = Joined(table.head, ",", CsvField) + "\n";
  for (const auto& row : table.rows) out += Joined(row, ",", CsvField) + "\n";
  return out;
}

std::string TableMarkdown(const Table& table) {
  std::string out =
      StrCat("| ", Joined(table.head, " | ", EscapeMarkdown), " |\n|");
  for (size_t i = 0; i < table.head.size(); ++i) {
    out += i < table.text_columns ? ":---|" : "---:|";
  }
  out += "\n";
  for (const auto& row : table.rows) {
    out += StrCat("| ", Joined(row, " | ", EscapeMarkdown), " |\n");
  }
  return out;
}

std::string TableHtml(const Table& table, size_t best) {
  std::string out = StrCat(
      "<table><thead>", HtmlRow(table.head, table.text_columns, "th", "<tr>"),
      "</thead><tbody>\n");
  for (size_t i = 0; i < table.rows.size(); ++i) {
    out += HtmlRow(table.rows[i], table.text_columns, "td",
                   i == best ? "<tr class=\"best\">" : "<tr>");
  }
  return out + "</tbody></table>\n";
}

}  // namespace burin
