// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "formats/quote.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Quoted, KeepsPrintableTextOfEveryAlphabet) {
  EXPECT_EQ(Quoted("head.weight"), "'head.weight'");
  EXPECT_EQ(Quoted("\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x99\x82"),
            "'\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x99\x82'");
}

TEST(Quoted, EscapesControlsQuotesAndStrayBytes) {
  EXPECT_EQ(Quoted("a\n'\\\x7f"), "'a\\x0a\\x27\\x5c\\x7f'");
  EXPECT_EQ(Quoted("\x93NUMPY"), "'\\x93NUMPY'");
  EXPECT_EQ(Quoted("\xc2\x9b"), "'\\xc2\\x9b'");           // a C1 control
  EXPECT_EQ(Quoted("\xc0\xaf"), "'\\xc0\\xaf'");           // longer than needed
  EXPECT_EQ(Quoted("\xed\xa0\x80"), "'\\xed\\xa0\\x80'");  // a surrogate
  EXPECT_EQ(Quoted("\xe6\xbc"), "'\\xe6\\xbc'");           // cut short
}

TEST(Quoted, CutsLongText) {
  EXPECT_EQ(Quoted(std::string(101, 'x')),
            "'" + std::string(100, 'x') + "...'");
}

}  // namespace
}  // namespace burin
