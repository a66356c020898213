// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/result_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

namespace burin {
namespace {

size_t Entries(const std::string& folder) {
  const std::filesystem::directory_iterator begin(folder);
  return static_cast<size_t>(
      std::distance(begin, std::filesystem::directory_iterator()));
}

TEST(ResultFolder, HoldsNothingButResultsAndLeavesNothingBeside) {
  const std::string parent = testing::TempDir() + "burin_result_folder_test";
  std::filesystem::remove_all(parent);
  {
    Result<ResultFolder> folder = ResultFolder::Create(parent, "a/b/");
    ASSERT_TRUE(folder.ok());
    ASSERT_TRUE(folder->Write("x_0.bin", "old").ok());
    ASSERT_TRUE(folder->Write("x_0.bin", "new").ok());
    ASSERT_TRUE(folder->Finish().ok());
    EXPECT_EQ(Entries(parent + "/a/b"), 1u);
  }
  EXPECT_EQ(Entries(parent + "/a"), 1u);
  EXPECT_EQ(AsText(ReadFile(parent + "/a/b/x_0.bin")->span()), "new");
  std::filesystem::remove_all(parent);
}

TEST(ResultFolder, RefusesAPathThatIsAFile) {
  const std::string file = testing::TempDir() + "burin_result_folder_file";
  ASSERT_TRUE(WriteFile(file, AsBytes("x")).ok());
  EXPECT_FALSE(ResultFolder::Create(file, "a").ok());
  std::filesystem::remove(file);
}

TEST(TimestampName, HasTheGuidesForm) {
  const std::string name = TimestampName();
  ASSERT_EQ(name.size(), 19u);
  EXPECT_EQ(name.substr(0, 2), "20");
  EXPECT_EQ(name[4], '_');
  EXPECT_EQ(name[10], '-');
  EXPECT_EQ(name[13], '_');
}

}  // namespace
}  // namespace burin
