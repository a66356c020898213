// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/paths.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Paths, LoseTheirLastSlashes) {
  EXPECT_EQ(WithoutSlash("a/b//"), "a/b");
  EXPECT_EQ(WithoutSlash("a"), "a");
  EXPECT_EQ(WithoutSlash("//"), "/");
  EXPECT_EQ(WithoutSlash(""), "");
}

TEST(Paths, LieInAFolder) {
  EXPECT_EQ(FolderOf("a/b/c"), "a/b");
  EXPECT_EQ(FolderOf("/c"), "/");
  EXPECT_EQ(FolderOf("c"), ".");
}

TEST(Paths, AreTheSameFileByWhatIsThere) {
  EXPECT_TRUE(SameFile("/", "/."));
  EXPECT_FALSE(SameFile("/", "/tmp"));
  EXPECT_FALSE(SameFile("/no/such/file", "/no/such/file"));
}

}  // namespace
}  // namespace burin
