// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/markup_testing.h"

namespace burin {
namespace {

using testing::HasSubstr;
using testing::Not;

Page Hostile() {
  const std::string text = "<script>\"a\" & 'b'</script>\n\xff";
  Page page;
  page.title = page.subtitle = text;
  page.tiles = {{text, text, text, text}};
  page.warnings = {text};
  page.sections = {{text, text, "<svg></svg>", {{text}, {{text}}, 1}, 0},
                   {"folded", "", "", {}, 0, false, true}};
  page.facts = {{text, text}};
  return page;
}

TEST(MarkupFault, FindsWhatReadersStumbleOver) {
  EXPECT_EQ(MarkupFault("<a b=\"1\">x &amp; y<br/></a>"), "");
  EXPECT_EQ(MarkupFault("<a><b></a></b>"), "</a> closes <b>");
  EXPECT_EQ(MarkupFault("<a>"), "<a> stays open");
  EXPECT_EQ(MarkupFault("</a>"), "</a> closes <nothing>");
  EXPECT_EQ(MarkupFault("<a b=1></a>"),
            "an attribute without a quoted value: a b=1");
  EXPECT_EQ(MarkupFault("<a b=\"1\" b=\"2\"></a>"),
            "an attribute twice: a b=\"1\" b=\"2\"");
  EXPECT_EQ(MarkupFault("<a b=\"&\"></a>"), "a bare & before '&\"'");
  EXPECT_EQ(MarkupFault("x & y"), "a bare & before '& y'");
  EXPECT_EQ(MarkupFault("x > y"), "a bare > in text");
}

TEST(PageHtml, IsWellFormedWhateverTextsSay) {
  const std::string html = PageHtml(Hostile());
  EXPECT_EQ(MarkupFault(html), "");
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("<title>&lt;script&gt;&quot;a&quot; &amp; "
                              "&#39;b&#39;&lt;/script&gt;"));
}

TEST(PageHtml, RefersToNothingOutside) {
  EXPECT_EQ(OutsideReference(PageHtml(Hostile())), "");
  EXPECT_EQ(OutsideReference("<a href=\"x\">"), "href=");
}

TEST(PageHtml, LeavesOutWhatIsEmpty) {
  const std::string html = PageHtml({"t", "", {}, {}, {}, {}});
  EXPECT_EQ(MarkupFault(html), "");
  for (const char* tag : {"<section", "<table", "class=\"warn\"", "<dl"}) {
    EXPECT_THAT(html, Not(HasSubstr(tag)));
  }
}

}  // namespace
}  // namespace burin
