// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace burin {
namespace {

TEST(Nearest, IsTheWordWithTheFewestEdits) {
  const std::vector<std::string_view> words = {"compile", "compare", "infer"};
  EXPECT_EQ(Nearest("compil", words), "compile");
  EXPECT_EQ(Nearest("comparee", words), "compare");
  EXPECT_EQ(Nearest("nifer", words), "infer");
}

TEST(Nearest, IsTheFirstOfEquals) {
  const std::vector<std::string_view> words = {"Mul_61", "Mul_62"};
  EXPECT_EQ(Nearest("Mul_60", words), "Mul_61");
}

TEST(Nearest, IsNothingWhenMoreThanHalfWouldChange) {
  const std::vector<std::string_view> words = {"compile"};
  EXPECT_EQ(Nearest("zzz", words), "");
  EXPECT_EQ(Nearest("", words), "");
}

TEST(Nearest, ComparesNoOverlongWords) {
  const std::string longer(129, 'a');
  const std::vector<std::string_view> words = {longer};
  EXPECT_EQ(Nearest(longer, words), "");
}

}  // namespace
}  // namespace burin
