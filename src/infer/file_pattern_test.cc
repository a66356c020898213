// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/file_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FilePattern : public testing::Test {
 protected:
  FilePattern() {
    for (const char* name :
         {"a1.bin", "a2.bin", "b.bin", ".hidden.bin", "sub/c.bin", "[x].bin"}) {
      folder_.Write(name, "x");
    }
  }
  const TestFolder folder_;
};

TEST_F(FilePattern, IsWhatHasAWildcardAndDoesNotExist) {
  EXPECT_TRUE(IsPattern(folder_ / "a?.bin"));
  EXPECT_FALSE(IsPattern(folder_ / "[x].bin"));
  EXPECT_FALSE(IsPattern(folder_ / "none.bin"));
}

TEST_F(FilePattern, ExpandsInByteOrderWithoutHiddenFiles) {
  EXPECT_THAT(*ExpandPattern(folder_ / "[ab]*.bin"),
              ElementsAre(folder_ / "a1.bin", folder_ / "a2.bin",
                          folder_ / "b.bin"));
  EXPECT_THAT(*ExpandPattern(folder_ / "*/*.bin"),
              ElementsAre(folder_ / "sub/c.bin"));
  EXPECT_THAT(*ExpandPattern(folder_ / "h*"), IsEmpty());
}

}  // namespace
}  // namespace burin
