// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace burin {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(EscapeHtml, LeavesNoMarkup) {
  EXPECT_EQ(EscapeHtml("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
}

TEST(HtmlText, DrawsBarsInProportionAndTheTable) {
  const HtmlReport report{"net<1>.onnx",
                          {{"cpu", "A & B"}},
                          "images/s",
                          {{"1", 50}, {"8", 100}},
                          {"batch", "images/s"},
                          {{"1", "50.00"}, {"8", "100.00"}}};
  const std::string html = HtmlText(report);
  EXPECT_THAT(html, HasSubstr("<title>net&lt;1&gt;.onnx</title>"));
  EXPECT_THAT(html, HasSubstr("<dt>cpu</dt><dd>A &amp; B</dd>"));
  EXPECT_THAT(html, HasSubstr("width=\"200.00\""));
  EXPECT_THAT(html, HasSubstr("width=\"400.00\""));
  EXPECT_THAT(html, HasSubstr("<tr><td>8</td><td>100.00</td></tr>"));
  EXPECT_THAT(html, Not(HasSubstr("http")));
}

TEST(HtmlText, DrawsNoBarsOfNothing) {
  const HtmlReport report{"t", {}, "x", {{"1", 0}}, {}, {}};
  EXPECT_THAT(HtmlText(report), HasSubstr("width=\"0.00\""));
}

}  // namespace
}  // namespace burin
