// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See page.h.

#include "report/page.h"

#include "base/result.h"
#include "report/escape.h"

namespace burin {
namespace {

// Series have a dark and a light form, both at least 3:1 against their ground.
constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1a1f26;
--quiet:#5b6672;--line:#dfe3e8;--warn:#8a4b00;--warn-ground:#fff4e0;
--best:#eaf3fd;--s0:#1f6fc4;--s1:#c2510c;--s2:#15803d;--s3:#8b3fc7;--s4:#b4264f;
--s5:#0f7f8c;--s6:#8a6d00;--s7:#6b7480}
@media(prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1b2129;
--ink:#e8ecf1;--quiet:#9aa6b2;--line:#323b46;--warn:#ffc46b;
--warn-ground:#332711;--best:#1d3044;--s0:#62a8f2;--s1:#f2914d;--s2:#5cc47c;
--s3:#c08df0;--s4:#f07a9c;--s5:#4fc3cf;--s6:#d9b93b;--s7:#98a2ad}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px;display:grid;
grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
header,.tiles,.warn,.wide{grid-column:1/-1}
h1{font-size:26px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:17px;margin:0}
p{margin:4px 0 0;color:var(--quiet);overflow-wrap:anywhere}
section,.tile,.warn{background:var(--card);border:1px solid var(--line);
border-radius:10px;padding:16px 18px;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));
gap:16px}
.tile b{display:block;font-size:26px;line-height:1.25;font-weight:650;
font-variant-numeric:tabular-nums}
.tile small{font-size:15px;font-weight:400;color:var(--quiet)}
.tile span{color:var(--quiet);font-size:13px;display:block}
.warn{background:var(--warn-ground);border-color:var(--warn);color:var(--warn)}
.warn ul{margin:4px 0 0;padding-left:20px}
.scroll{overflow-x:auto;margin-top:12px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;
font-size:14px}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);
white-space:nowrap}
th{color:var(--quiet);font-weight:600}
.t{text-align:left}
tr.best td{background:var(--best);font-weight:650}
summary{cursor:pointer}
summary h2{display:inline}
svg{display:block;width:100%;height:auto;margin-top:12px}
text{font-size:12px;fill:var(--ink)}
text.quiet{fill:var(--quiet)}
text.strong{font-weight:650;paint-order:stroke;stroke:var(--card);
stroke-width:4px;stroke-linejoin:round}
.grid{stroke:var(--line)}
.axis{stroke:var(--quiet)}
path{fill:none;stroke-width:2.5;stroke-linejoin:round}
path.roof{stroke:var(--ink);stroke-width:1.5}
.s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}
.s4{fill:var(--s4)}.s5{fill:var(--s5)}.s6{fill:var(--s6)}.s7{fill:var(--s7)}
.curve{fill:none}
.curve.s0{stroke:var(--s0)}.curve.s1{stroke:var(--s1)}
.curve.s2{stroke:var(--s2)}.curve.s3{stroke:var(--s3)}
.curve.s4{stroke:var(--s4)}.curve.s5{stroke:var(--s5)}
.curve.s6{stroke:var(--s6)}.curve.s7{stroke:var(--s7)}
.ring{fill:none;stroke:var(--ink);stroke-width:1.5}
.mark{fill-opacity:.75;stroke:var(--card)}
dl{margin:12px 0 0;display:grid;grid-template-columns:max-content 1fr;
gap:4px 18px}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
@media(max-width:760px){main{grid-template-columns:minmax(0,1fr);
padding:18px 12px 32px;gap:12px}section,.tile,.warn{padding:14px 14px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}
.tile b{font-size:22px}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}}
@media print{body{background:none}section,.tile,.warn{break-inside:avoid}}
)css";

std::string TilesHtml(const std::vector<Tile>& tiles) {
  if (tiles.empty()) return {};
  std::string out = "<div class=\"tiles\">\n";
  for (const Tile& tile : tiles) {
    out += StrCat("<div class=\"tile\"><span>", EscapeHtml(tile.label),
                  "</span><b>", EscapeHtml(tile.value),
                  tile.unit.empty()
                      ? std::string()
                      : StrCat(" <small>", EscapeHtml(tile.unit), "</small>"),
                  "</b><span>", EscapeHtml(tile.note), "</span></div>\n");
  }
  return out + "</div>\n";
}

std::string WarningsHtml(const std::vector<std::string>& warnings) {
  if (warnings.empty()) return {};
  std::string out =
      "<div class=\"warn\"><strong>Read the numbers with care</strong><ul>\n";
  for (const std::string& warning : warnings) {
    out += StrCat("<li>", EscapeHtml(warning), "</li>\n");
  }
  return out + "</ul></div>\n";
}

std::string SectionHtml(const Section& section) {
  const std::string heading =
      StrCat("<h2>", EscapeHtml(section.heading), "</h2>");
  std::string body;
  if (!section.text.empty()) {
    body += StrCat("<p>", EscapeHtml(section.text), "</p>\n");
  }
  body += section.figure;
  if (!section.table.head.empty()) {
    // A table that is wider than the screen scrolls alone, by keyboard too.
    body += StrCat("<div class=\"scroll\" tabindex=\"0\">",
                   TableHtml(section.table, section.best), "</div>\n");
  }
  return StrCat(section.wide ? "<section class=\"wide\">" : "<section>",
                section.folded ? StrCat("<details><summary>", heading,
                                        "</summary>\n", body, "</details>")
                               : heading + "\n" + body,
                "</section>\n");
}

std::string FactsHtml(
    const std::vector<std::pair<std::string, std::string>>& facts) {
  if (facts.empty()) return {};
  std::string out =
      "<section class=\"wide\"><h2>How it was measured</h2><dl>\n";
  for (const auto& [name, value] : facts) {
    out += StrCat("<dt>", EscapeHtml(name), "</dt><dd>", EscapeHtml(value),
                  "</dd>\n");
  }
  return out + "</dl></section>\n";
}

}  // namespace

std::string PageHtml(const Page& page) {
  const std::string title = EscapeHtml(page.title);
  std::string out = StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"/>\n<title>",
      title, "</title>\n<style>", kStyle, "</style></head>\n<body><main>\n",
      "<header><h1>", title, "</h1><p>", EscapeHtml(page.subtitle),
      "</p></header>\n", TilesHtml(page.tiles), WarningsHtml(page.warnings));
  for (const Section& section : page.sections) out += SectionHtml(section);
  return out + FactsHtml(page.facts) + "</main></body></html>\n";
}

}  // namespace burin
