// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/bulk_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "base/test_folder.h"

namespace burin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class BulkOutputTest : public testing::Test {
 protected:
  const TestFolder root_;
};

TEST_F(BulkOutputTest, WritesFilesAndLeavesNothingElse) {
  const std::string folder = root_ / "a/out";
  {
    Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok()) << output.error().message;
    ASSERT_TRUE(output->Write("x.bin", AsBytes("first")).ok());
    ASSERT_TRUE(output->Write("x.bin", AsBytes("second")).ok());
    const ByteSpan parts[] = {AsBytes("ab"), AsBytes("cd")};
    ASSERT_TRUE(output->Write("y.bin", parts).ok());
    ASSERT_TRUE(output->Sync().ok());
    EXPECT_THAT(NamesIn(folder), ElementsAre("x.bin", "y.bin"));
  }
  EXPECT_THAT(NamesIn(root_ / "a"), ElementsAre("out"));
  EXPECT_EQ(AsText(ReadFile(folder + "/x.bin")->span()), "second");
  EXPECT_EQ(AsText(ReadFile(folder + "/y.bin")->span()), "abcd");
}

TEST_F(BulkOutputTest, FailedWriteNamesTheFileAndLeavesNothing) {
  Result<BulkOutput> output = BulkOutput::Open(root_ / "out");
  ASSERT_TRUE(output.ok());
  fs::create_directory(root_ / "out/x.bin");
  const Result<void> written = output->Write("x.bin", AsBytes("data"));
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().message, testing::HasSubstr("/out/x.bin"));
  EXPECT_THAT(NamesIn(root_ / "out/x.bin"), IsEmpty());
}

TEST_F(BulkOutputTest, FollowsALinkToTheFolder) {
  fs::create_directories(root_ / "real/out");
  fs::create_directory(root_ / "links");
  fs::create_directory_symlink(root_ / "real/out", root_ / "links/out");
  {
    Result<BulkOutput> output = BulkOutput::Open(root_ / "links/out");
    ASSERT_TRUE(output.ok());
    ASSERT_TRUE(output->Write("x", AsBytes("1")).ok());
    EXPECT_THAT(NamesIn(root_ / "links"), ElementsAre("out"));
  }
  EXPECT_THAT(NamesIn(root_ / "real"), ElementsAre("out"));
  EXPECT_THAT(NamesIn(root_ / "real/out"), ElementsAre("x"));
}

TEST_F(BulkOutputTest, OneAtATimeWritesIntoAFolderUnlessTagsTellThemApart) {
  const std::string folder = root_ / "out";
  Result<BulkOutput> first = BulkOutput::Open(folder);
  ASSERT_TRUE(first.ok());
  const Result<BulkOutput> second = BulkOutput::Open(folder + "/.");
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, testing::HasSubstr("another run"));
  ASSERT_TRUE(first->Write("x", AsBytes("1")).ok());
  const Result<BulkOutput> tagged = BulkOutput::Open(folder, ".part-1");
  ASSERT_TRUE(tagged.ok());
  ASSERT_TRUE(tagged->Write("y", AsBytes("2")).ok());
  EXPECT_THAT(NamesIn(folder), ElementsAre("x", "y"));
  EXPECT_EQ(first->Companion(".journal"), root_ / "out.journal");
  EXPECT_EQ(tagged->Companion(".journal"), root_ / "out.part-1.journal");
}

TEST_F(BulkOutputTest, TakesOverFromAKilledRunAndRemovesWhatItLeft) {
  const std::string folder = root_ / "out";
  fs::create_directories(root_ / ".out.partial/deep");
  root_.Write(".out.partial/.lock", "");
  root_.Write(".out.partial/x.bin", "half");
  {
    const Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok());
    EXPECT_THAT(NamesIn(root_ / ".out.partial"), ElementsAre(".lock"));
  }
  EXPECT_THAT(NamesIn(root_.path()), ElementsAre("out"));
  EXPECT_TRUE(BulkOutput::Open(folder).ok());
}

TEST_F(BulkOutputTest, StagesInTheFolderWhenNothingCanBePutBeside) {
  const std::string folder = root_ / "out";
  root_.Write(".out.partial", "a file in the way");
  {
    const Result<BulkOutput> output = BulkOutput::Open(folder);
    ASSERT_TRUE(output.ok()) << output.error().message;
    ASSERT_TRUE(output->Write("x", AsBytes("1")).ok());
    EXPECT_THAT(NamesIn(folder), ElementsAre(".partial", "x"));
    EXPECT_EQ(output->Companion(".journal"), folder + "/.out.journal");
  }
  EXPECT_THAT(NamesIn(folder), ElementsAre("x"));
}

TEST_F(BulkOutputTest, RefusesAFileAsFolder) {
  root_.Write("file", "x");
  EXPECT_FALSE(BulkOutput::Open(root_ / "file").ok());
}

}  // namespace
}  // namespace burin
