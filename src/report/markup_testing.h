// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: whether a page is markup that every reader takes, read as strictly
// as XML is.

#ifndef BURIN_REPORT_MARKUP_TESTING_H_
#define BURIN_REPORT_MARKUP_TESTING_H_

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin {

// What is wrong with the reference "&...;" at the start of `text`, or "".
inline std::string EntityFault(std::string_view text) {
  for (const std::string_view known :
       {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"}) {
    if (text.starts_with(known)) return "";
  }
  return StrCat("a bare & before '", text.substr(0, 20), "'");
}

// What is wrong with the inside of a tag, `<` and `>` left out, or "".
inline std::string TagFault(std::string_view tag) {
  size_t at = 0;
  const auto name_end = [&] {
    while (at < tag.size() &&
           (std::isalnum(static_cast<unsigned char>(tag[at])) ||
            tag[at] == '-' || tag[at] == '!')) {
      ++at;
    }
  };
  name_end();
  if (at == 0) return StrCat("a tag without a name: ", tag);
  std::vector<std::string_view> seen;
  while (at < tag.size()) {
    if (tag.substr(at) == "/") return "";
    if (tag[at] != ' ') return StrCat("no space before an attribute: ", tag);
    const size_t start = ++at;
    name_end();
    const std::string_view name = tag.substr(start, at - start);
    if (name.empty() || tag.substr(at, 2) != "=\"") {
      return StrCat("an attribute without a quoted value: ", tag);
    }
    for (const std::string_view other : seen) {
      if (other == name) return StrCat("an attribute twice: ", tag);
    }
    seen.push_back(name);
    for (at += 2; at < tag.size() && tag[at] != '"'; ++at) {
      if (tag[at] == '<') return StrCat("< in an attribute: ", tag);
      if (tag[at] != '&') continue;
      const std::string fault = EntityFault(tag.substr(at));
      if (!fault.empty()) return fault;
    }
    if (at++ == tag.size()) return StrCat("a quote that does not end: ", tag);
  }
  return "";
}

// The first fault of a page or of an element, or "": tags that do not nest,
// attributes without quotes, bare & and < in text.
inline std::string MarkupFault(std::string_view text) {
  constexpr std::string_view kDoctype = "<!DOCTYPE html>";
  if (text.starts_with(kDoctype)) text.remove_prefix(kDoctype.size());
  std::vector<std::string> open;
  while (!text.empty()) {
    if (text[0] == '&') {
      const std::string fault = EntityFault(text);
      if (!fault.empty()) return fault;
    }
    if (text[0] == '>') return "a bare > in text";
    if (text[0] != '<') {
      text.remove_prefix(1);
      continue;
    }
    const size_t end = text.find('>');
    if (end == std::string_view::npos) return "a tag that does not end";
    const std::string_view tag = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) {
        return StrCat("<", tag, "> closes <",
                      open.empty() ? std::string("nothing") : open.back(), ">");
      }
      open.pop_back();
      continue;
    }
    const std::string fault = TagFault(tag);
    if (!fault.empty()) return fault;
    if (tag.ends_with('/')) continue;
    open.emplace_back(tag.substr(0, tag.find(' ')));
    if (open.back() == "style") {  // its text is no markup
      text.remove_prefix(std::min(text.find("</style>"), text.size()));
    }
  }
  return open.empty() ? "" : StrCat("<", open.back(), "> stays open");
}

// The first thing outside the page that it would have a reader fetch, or "".
inline std::string OutsideReference(std::string_view text) {
  for (const std::string_view sign :
       {"http:", "https:", "//", "src=", "href=", "url(", "@import", "<script",
        "<link", "<iframe", "<object"}) {
    if (text.find(sign) != std::string_view::npos) return std::string(sign);
  }
  return "";
}

}  // namespace burin

#endif  // BURIN_REPORT_MARKUP_TESTING_H_
