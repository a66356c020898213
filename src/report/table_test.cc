// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/table.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

Table Small() { return {{"name", "x"}, {{"a|b", "1.5"}, {"c,d<", ""}}, 1}; }

TEST(Table, AlignsText) {
  EXPECT_EQ(TableText(Small()), "name    x\na|b   1.5\nc,d<    -\n");
}

TEST(Table, CountsCharactersNotBytes) {
  EXPECT_EQ(TableText({{"k"}, {{"\u00e9"}, {"ab"}}, 0}), " k\n \u00e9\nab\n");
}

TEST(Table, GivesALineWithoutKnowingTheOthers) {
  EXPECT_EQ(TextLine(Small(), {"a", "1.5"}, 5), "a        1.5\n");
}

TEST(Table, IsCsv) {
  EXPECT_EQ(TableCsv(Small()), "name,x\na|b,1.5\n\"c,d<\",\n");
}

TEST(Table, IsMarkdown) {
  EXPECT_EQ(TableMarkdown(Small()),
            "| name | x |\n|:---|---:|\n| a\\|b | 1.5 |\n| c,d\\< |  |\n");
}

TEST(Table, IsHtmlWithTheBestRowMarked) {
  EXPECT_EQ(TableHtml(Small(), 1),
            "<table><thead><tr><th class=\"t\">name</th><th>x</th></tr>\n"
            "</thead><tbody>\n"
            "<tr><td class=\"t\">a|b</td><td>1.5</td></tr>\n"
            "<tr class=\"best\"><td class=\"t\">c,d&lt;</td><td></td></tr>\n"
            "</tbody></table>\n");
}

}  // namespace
}  // namespace burin
