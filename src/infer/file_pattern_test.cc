// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/file_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FilePattern : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = StrCat(testing::TempDir(), "burin_file_pattern_test-", getpid());
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(MakeFolder(folder_ + "/sub").ok());
    for (const char* name :
         {"a1.bin", "a2.bin", "b.bin", ".hidden.bin", "sub/c.bin", "[x].bin"}) {
      ASSERT_TRUE(WriteFile(folder_ + "/" + name, AsBytes("x")).ok());
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(FilePattern, IsWhatHasAWildcardAndDoesNotExist) {
  EXPECT_TRUE(IsPattern(folder_ + "/a?.bin"));
  EXPECT_FALSE(IsPattern(folder_ + "/[x].bin"));
  EXPECT_FALSE(IsPattern(folder_ + "/none.bin"));
}

TEST_F(FilePattern, ExpandsInByteOrderWithoutHiddenFiles) {
  EXPECT_THAT(*ExpandPattern(folder_ + "/[ab]*.bin"),
              ElementsAre(folder_ + "/a1.bin", folder_ + "/a2.bin",
                          folder_ + "/b.bin"));
  EXPECT_THAT(*ExpandPattern(folder_ + "/*/*.bin"),
              ElementsAre(folder_ + "/sub/c.bin"));
  EXPECT_THAT(*ExpandPattern(folder_ + "/h*"), IsEmpty());
}

}  // namespace
}  // namespace burin
