// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/bulk_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/file.h"

namespace burin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class BulkOutputTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/bulk-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = fs::canonical(pattern).string();
  }
  void TearDown() override { fs::remove_all(root_); }

  static std::vector<std::string> Names(const std::string& folder) {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder)) {
      out.push_back(entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::string root_;
};

TEST_F(BulkOutputTest, WritesFilesAndLeavesNothingElse) {
  const std::string folder = root_ + "/a/out";
  {
    Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok()) << output.error().message;
    ASSERT_TRUE(output->Write("x.bin", AsBytes("first")).ok());
    ASSERT_TRUE(output->Write("x.bin", AsBytes("second")).ok());
    const ByteSpan parts[] = {AsBytes("ab"), AsBytes("cd")};
    ASSERT_TRUE(output->Write("y.bin", parts).ok());
    ASSERT_TRUE(output->Sync().ok());
    EXPECT_THAT(Names(folder), ElementsAre("x.bin", "y.bin"));
  }
  EXPECT_THAT(Names(root_ + "/a"), ElementsAre("out"));
  EXPECT_EQ(AsText(ReadFile(folder + "/x.bin")->span()), "second");
  EXPECT_EQ(AsText(ReadFile(folder + "/y.bin")->span()), "abcd");
}

TEST_F(BulkOutputTest, FailedWriteNamesTheFileAndLeavesNothing) {
  Result<BulkOutput> output = BulkOutput::Open(root_ + "/out");
  ASSERT_TRUE(output.ok());
  fs::create_directory(root_ + "/out/x.bin");
  const Result<void> written = output->Write("x.bin", AsBytes("data"));
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().message, testing::HasSubstr("/out/x.bin"));
  EXPECT_THAT(Names(root_ + "/out/x.bin"), IsEmpty());
}

TEST_F(BulkOutputTest, FollowsALinkToTheFolder) {
  fs::create_directories(root_ + "/real/out");
  fs::create_directory(root_ + "/links");
  fs::create_directory_symlink(root_ + "/real/out", root_ + "/links/out");
  {
    Result<BulkOutput> output = BulkOutput::Open(root_ + "/links/out");
    ASSERT_TRUE(output.ok());
    ASSERT_TRUE(output->Write("x", AsBytes("1")).ok());
    EXPECT_THAT(Names(root_ + "/links"), ElementsAre("out"));
  }
  EXPECT_THAT(Names(root_ + "/real"), ElementsAre("out"));
  EXPECT_THAT(Names(root_ + "/real/out"), ElementsAre("x"));
}

TEST_F(BulkOutputTest, OneAtATimeWritesIntoAFolderUnlessTagsTellThemApart) {
  const std::string folder = root_ + "/out";
  Result<BulkOutput> first = BulkOutput::Open(folder);
  ASSERT_TRUE(first.ok());
  const Result<BulkOutput> second = BulkOutput::Open(folder + "/.");
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, testing::HasSubstr("another run"));
  ASSERT_TRUE(first->Write("x", AsBytes("1")).ok());
  const Result<BulkOutput> tagged = BulkOutput::Open(folder, ".part-1");
  ASSERT_TRUE(tagged.ok());
  ASSERT_TRUE(tagged->Write("y", AsBytes("2")).ok());
  EXPECT_THAT(Names(folder), ElementsAre("x", "y"));
  EXPECT_EQ(first->Companion(".journal"), root_ + "/out.journal");
  EXPECT_EQ(tagged->Companion(".journal"), root_ + "/out.part-1.journal");
}

TEST_F(BulkOutputTest, TakesOverFromAKilledRunAndRemovesWhatItLeft) {
  const std::string folder = root_ + "/out";
  fs::create_directories(root_ + "/.out.partial/deep");
  std::ofstream(root_ + "/.out.partial/.lock");
  std::ofstream(root_ + "/.out.partial/x.bin") << "half";
  {
    const Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok());
    EXPECT_THAT(Names(root_ + "/.out.partial"), ElementsAre(".lock"));
  }
  EXPECT_THAT(Names(root_), ElementsAre("out"));
  EXPECT_TRUE(BulkOutput::Open(folder).ok());
}

TEST_F(BulkOutputTest, StagesInTheFolderWhenNothingCanBePutBeside) {
  const std::string folder = root_ + "/out";
  std::ofstream(root_ + "/.out.partial") << "a file in the way";
  {
    const Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok()) << output.error().message;
    ASSERT_TRUE(output->Write("x", AsBytes("1")).ok());
    EXPECT_THAT(Names(folder), ElementsAre(".partial", "x"));
    EXPECT_EQ(output->Companion(".journal"), folder + "/.out.journal");
  }
  EXPECT_THAT(Names(folder), ElementsAre("x"));
}

TEST_F(BulkOutputTest, RefusesAFileAsFolder) {
  ASSERT_TRUE(WriteFile(root_ + "/file", AsBytes("x")).ok());
  EXPECT_FALSE(BulkOutput::Open(root_ + "/file").ok());
}

}  // namespace
}  // namespace burin
