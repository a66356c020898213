// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/escape.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(EscapeHtml, LeavesNoMarkup) {
  EXPECT_EQ(EscapeHtml("a<b>&\"c\"'"), "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
}

TEST(EscapeHtml, ReplacesControlCharactersAndBytesThatAreNotUtf8) {
  EXPECT_EQ(EscapeHtml("a\nb\x01"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(EscapeHtml("\xff"), "\xef\xbf\xbd");
  EXPECT_EQ(EscapeHtml("\xc3"), "\xef\xbf\xbd");
  EXPECT_EQ(EscapeHtml("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(EscapeHtml("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(EscapeHtml, KeepsUtf8) {
  EXPECT_EQ(EscapeHtml("\u00e9\u6027\U0001f5ff"), "\u00e9\u6027\U0001f5ff");
}

TEST(EscapeMarkdown, KeepsACellInItsColumn) {
  EXPECT_EQ(EscapeMarkdown("a|b_c\\"), "a\\|b\\_c\\\\");
}

TEST(CsvField, QuotesWhatWouldEndTheField) {
  EXPECT_EQ(CsvField("plain"), "plain");
  EXPECT_EQ(CsvField("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
}

}  // namespace
}  // namespace burin
