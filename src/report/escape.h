// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Text of files and people inside the formats that reports are written in.
// Control characters, which none of the formats can hold, become U+FFFD, and so
// do bytes that are not UTF-8.

#ifndef BURIN_REPORT_ESCAPE_H_
#define BURIN_REPORT_ESCAPE_H_

#include <string>
#include <string_view>

namespace burin {

// For elements and quoted attributes of HTML and SVG: & < > " ' as entities.
std::string EscapeHtml(std::string_view text);

// A field of RFC 4180: quoted where a comma, a quote or a line's end would end
// it. Bytes stay as they are.
std::string CsvField(std::string_view text);

// A cell of a Markdown table: | and what starts markup get a backslash.
std::string EscapeMarkdown(std::string_view text);

}  // namespace burin

#endif  // BURIN_REPORT_ESCAPE_H_
