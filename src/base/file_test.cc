// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/test_folder.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  const TestFolder folder_;
};

TEST_F(FileTest, WritesWhatItReadsBack) {
  ASSERT_TRUE(WriteFile(folder_ / "a", AsBytes("one")).ok());
  const auto read = ReadFile(folder_ / "a");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(AsText(read->span()), "one");
}

TEST_F(FileTest, ReadsTheRestOfAFileToItsPlace) {
  ASSERT_TRUE(WriteFile(folder_ / "a", AsBytes("head rest")).ok());
  ExpectRead(folder_ / "a");
  ExpectRead(folder_ / "none");
  std::vector<std::byte> rest(4);
  ASSERT_TRUE(ReadFileInto(folder_ / "a", 5, rest).ok());
  EXPECT_EQ(AsText(rest), "rest");
  EXPECT_TRUE(ReadFileInto(folder_ / "a", 9, {}).ok());
  for (const uint64_t offset : {4, 6, 100}) {
    EXPECT_EQ(ReadFileInto(folder_ / "a", offset, rest).error().code,
              ErrorCode::kIo);
  }
  EXPECT_EQ(ReadFileInto(folder_ / "none", 0, rest).error().code,
            ErrorCode::kNotFound);
}

TEST_F(FileTest, AFailedWriteLeavesNothingBehind) {
  fs::create_directories(folder_ / "taken/full");
  EXPECT_FALSE(WriteFile(folder_ / "taken", AsBytes("x")).ok());
  EXPECT_FALSE(WriteFile(folder_ / "no/such/folder", AsBytes("x")).ok());
  EXPECT_EQ(NamesIn(folder_.path()).size(), 1u);
}

TEST_F(FileTest, ReplacesNothingButFiles) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(WriteFile(folder_ / "pipe", AsBytes("x")).error().code,
            ErrorCode::kIo);
  EXPECT_TRUE(fs::is_fifo(folder_ / "pipe"));
}

TEST_F(FileTest, TellsBeforeTheWorkWhatCannotBeWritten) {
  EXPECT_TRUE(CheckWritable(folder_ / "new").ok());
  ASSERT_TRUE(WriteFile(folder_ / "old", AsBytes("one")).ok());
  EXPECT_TRUE(CheckWritable(folder_ / "old").ok());
  EXPECT_EQ(AsText(ReadFile(folder_ / "old")->span()), "one");
  EXPECT_EQ(NamesIn(folder_.path()).size(), 1u);
  EXPECT_EQ(CheckWritable(folder_.path()).error().code, ErrorCode::kIo);
  EXPECT_EQ(CheckWritable(folder_ / "new/").error().code, ErrorCode::kIo);
  EXPECT_EQ(CheckWritable(folder_ / "no/such").error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(CheckWritable("/proc/none").ok());  // even for root
}

TEST_F(FileTest, RemovesWhatAKilledWriterLeftButNotWhatIsBeingWritten) {
  folder_.Write(".a.tmp-1-0", "half");
  folder_.Write(".b.tmp-1-0", "of another file");
  const int busy = open((folder_ / ".a.tmp-2-0").c_str(),
                        O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(busy, 0);
  ASSERT_EQ(flock(busy, LOCK_EX), 0);
  ASSERT_TRUE(WriteFile(folder_ / "a", AsBytes("one")).ok());
  EXPECT_FALSE(fs::exists(folder_ / ".a.tmp-1-0"));
  EXPECT_TRUE(fs::exists(folder_ / ".a.tmp-2-0"));
  EXPECT_TRUE(fs::exists(folder_ / ".b.tmp-1-0"));
  close(busy);
}

TEST_F(FileTest, RefusesFoldersPipesAndFilesBeyondTheLimit) {
  EXPECT_EQ(ReadFile(folder_.path()).error().code, ErrorCode::kIo);
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(ReadFile(folder_ / "pipe").ok());
  ASSERT_TRUE(WriteFile(folder_ / "a", AsBytes("four")).ok());
  EXPECT_EQ(ReadFile(folder_ / "a", 3).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(ReadFile(folder_ / "none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
