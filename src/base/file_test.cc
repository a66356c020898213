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
#include <fstream>

namespace burin {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  FileTest()
      : folder_(fs::path(testing::TempDir()) / StrCat("file_test-", getpid())) {
    fs::create_directories(folder_);
  }
  ~FileTest() override { fs::remove_all(folder_); }
  std::string Path(const char* name) const { return folder_ / name; }
  fs::path folder_;
};

TEST_F(FileTest, WritesWhatItReadsBack) {
  ASSERT_TRUE(WriteFile(Path("a"), AsBytes("one")).ok());
  const auto read = ReadFile(Path("a"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(AsText(read->span()), "one");
}

TEST_F(FileTest, AFailedWriteLeavesNothingBehind) {
  fs::create_directory(Path("taken"));
  fs::create_directory(Path("taken") + "/full");
  EXPECT_FALSE(WriteFile(Path("taken"), AsBytes("x")).ok());
  EXPECT_FALSE(WriteFile(Path("no/such/folder"), AsBytes("x")).ok());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(FileTest, ReplacesNothingButFiles) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(WriteFile(Path("pipe"), AsBytes("x")).error().code, ErrorCode::kIo);
  EXPECT_TRUE(fs::is_fifo(Path("pipe")));
}

TEST_F(FileTest, TellsBeforeTheWorkWhatCannotBeWritten) {
  EXPECT_TRUE(CheckWritable(Path("new")).ok());
  ASSERT_TRUE(WriteFile(Path("old"), AsBytes("one")).ok());
  EXPECT_TRUE(CheckWritable(Path("old")).ok());
  EXPECT_EQ(AsText(ReadFile(Path("old"))->span()), "one");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
  EXPECT_EQ(CheckWritable(folder_).error().code, ErrorCode::kIo);
  EXPECT_EQ(CheckWritable(Path("new") + "/").error().code, ErrorCode::kIo);
  EXPECT_EQ(CheckWritable(Path("no/such")).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(CheckWritable("/proc/none").ok());  // even for root
}

TEST_F(FileTest, RemovesWhatAKilledWriterLeftButNotWhatIsBeingWritten) {
  std::ofstream(Path(".a.tmp-1-0")) << "half";
  std::ofstream(Path(".b.tmp-1-0")) << "of another file";
  const int busy =
      open(Path(".a.tmp-2-0").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(busy, 0);
  ASSERT_EQ(flock(busy, LOCK_EX), 0);
  ASSERT_TRUE(WriteFile(Path("a"), AsBytes("one")).ok());
  EXPECT_FALSE(fs::exists(Path(".a.tmp-1-0")));
  EXPECT_TRUE(fs::exists(Path(".a.tmp-2-0")));
  EXPECT_TRUE(fs::exists(Path(".b.tmp-1-0")));
  close(busy);
}

TEST_F(FileTest, RefusesFoldersPipesAndFilesBeyondTheLimit) {
  EXPECT_EQ(ReadFile(folder_).error().code, ErrorCode::kIo);
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(ReadFile(Path("pipe")).ok());
  ASSERT_TRUE(WriteFile(Path("a"), AsBytes("four")).ok());
  EXPECT_EQ(ReadFile(Path("a"), 3).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(ReadFile(Path("none")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
