// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace burin {
namespace {

class Journal : public testing::Test {
 protected:
  void SetUp() override {
    parent_ = StrCat(testing::TempDir(), "burin_journal_test-", getpid());
    std::filesystem::remove_all(parent_);
    folder_.emplace(std::move(BulkOutput::Open(parent_ + "/run")).value());
    path_ = parent_ + "/run.journal";
  }
  void TearDown() override {
    folder_.reset();
    std::filesystem::remove_all(parent_);
  }
  size_t Done(uint64_t fingerprint) {
    return RunJournal::Open(path_, fingerprint)->done();
  }
  std::string parent_;
  std::string path_;
  std::optional<BulkOutput> folder_;
};

TEST_F(Journal, TellsALaterRunOfTheSameFingerprintWhatIsDone) {
  Result<RunJournal> journal = RunJournal::Open(path_, 7);
  ASSERT_TRUE(journal.ok());
  EXPECT_EQ(journal->done(), 0u);
  ASSERT_TRUE(journal->Record(12, *folder_, true).ok());
  EXPECT_EQ(Done(7), 12u);
  EXPECT_EQ(Done(8), 0u);
  ASSERT_TRUE(journal->Remove().ok());
  EXPECT_EQ(Done(7), 0u);
  EXPECT_TRUE(journal->Remove().ok());
}

TEST_F(Journal, RecordsRarelyUnlessTheRunEnds) {
  Result<RunJournal> journal = RunJournal::Open(path_, 7);
  ASSERT_TRUE(journal->Record(1, *folder_, false).ok());
  EXPECT_EQ(Done(7), 0u);
  ASSERT_TRUE(journal->Record(2, *folder_, true).ok());
  EXPECT_EQ(Done(7), 2u);
}

TEST_F(Journal, TakesDamagedBytesAsNone) {
  for (const std::string_view text :
       {"", "x", "burin-infer-journal 1 7", "burin-infer-journal 1 7 12",
        "burin-infer-journal 1 7 -1\n", "burin-infer-journal 1 7 12\nx",
        "burin-infer-journal 2 7 12\n",
        "burin-infer-journal 1 7 99999999999999999999999\n"}) {
    ASSERT_TRUE(WriteFile(path_, AsBytes(text)).ok());
    EXPECT_EQ(Done(7), 0u) << text;
  }
  ASSERT_TRUE(WriteFile(path_, AsBytes(std::string(4096, ' '))).ok());
  EXPECT_EQ(Done(7), 0u);
}

TEST_F(Journal, FingerprintChangesWithFilesAndOptions) {
  const std::string plate = parent_ + "/p.plate";
  const std::string file = parent_ + "/a.bin";
  ASSERT_TRUE(WriteFile(plate, AsBytes("plate")).ok());
  ASSERT_TRUE(WriteFile(file, AsBytes("data")).ok());
  const Grouping grouping{{{file}}, 1, 1};
  RunOptions options;
  const uint64_t before = *RunFingerprint(plate, grouping, options);
  EXPECT_EQ(*RunFingerprint(plate, grouping, options), before);
  options.format = OutputFormat::kNpy;
  EXPECT_NE(*RunFingerprint(plate, grouping, options), before);
  options.format = OutputFormat::kBin;
  ASSERT_TRUE(WriteFile(file, AsBytes("longer data")).ok());
  EXPECT_NE(*RunFingerprint(plate, grouping, options), before);
  EXPECT_FALSE(RunFingerprint(parent_ + "/none", grouping, options).ok());
}

}  // namespace
}  // namespace burin
