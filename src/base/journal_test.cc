// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/test_folder.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JournalTest : public testing::Test {
 protected:
  std::vector<uint64_t> StateFor(uint64_t fingerprint) {
    const Result<Journal> journal = Journal::Open(path_, fingerprint);
    EXPECT_TRUE(journal.ok());
    return {journal->state().begin(), journal->state().end()};
  }
  void Record(uint64_t fingerprint, std::vector<uint64_t> state) {
    Result<Journal> journal = Journal::Open(path_, fingerprint);
    ASSERT_TRUE(journal->Record(state, Journal::Clock::now()).ok());
  }
  std::string Text() { return std::string(AsText(ReadFile(path_)->span())); }
  void Put(std::string_view text) { folder_.Write("run.journal", text); }

  const TestFolder folder_;
  std::string path_ = folder_ / "run.journal";
};

TEST_F(JournalTest, TellsALaterRunOfTheSameFingerprintWhatIsDone) {
  Result<Journal> journal = Journal::Open(path_, 7);
  ASSERT_TRUE(journal.ok());
  EXPECT_THAT(journal->state(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path_));
  const uint64_t numbers[] = {12, 0, UINT64_MAX};
  ASSERT_TRUE(journal->Record(numbers, Journal::Clock::now()).ok());
  EXPECT_THAT(StateFor(7), ElementsAre(12, 0, UINT64_MAX));
  ASSERT_TRUE(journal->Remove().ok());
  EXPECT_THAT(StateFor(7), IsEmpty());
  EXPECT_TRUE(journal->Remove().ok());
}

TEST_F(JournalTest, TheLastRecordCounts) {
  for (uint64_t i = 1; i < 150; ++i) Record(7, {i});
  EXPECT_THAT(StateFor(7), ElementsAre(149));
}

TEST_F(JournalTest, OfAnotherRunIsRemoved) {
  Record(7, {12});
  EXPECT_THAT(StateFor(8), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(JournalTest, CutAnywhereFallsBackToTheRecordBefore) {
  Record(7, {12});
  const std::string one = Text();
  Record(7, {345678});
  const std::string two = Text();
  for (size_t size = 0; size < two.size(); ++size) {
    Put(two.substr(0, size));
    if (size < one.size()) {
      EXPECT_THAT(StateFor(7), IsEmpty()) << size;
    } else {
      EXPECT_THAT(StateFor(7), ElementsAre(12)) << size;
      Record(7, {13});  // after the torn line
      EXPECT_THAT(StateFor(7), ElementsAre(13)) << size;
    }
  }
}

TEST_F(JournalTest, AnyChangedByteIsNoticed) {
  Record(7, {12, 34});
  const std::string good = Text();
  for (size_t i = 1; i + 1 < good.size(); ++i) {
    for (const char c : {'0', '9', ' ', '\n', 'x', '\0'}) {
      std::string bad = good;
      if (bad[i] == c) continue;
      bad[i] = c;
      Put(bad);
      EXPECT_THAT(StateFor(7), IsEmpty()) << i;
    }
  }
  Put(std::string(100'000, '\n'));
  EXPECT_THAT(StateFor(7), IsEmpty());
}

TEST_F(JournalTest, ComesRarelyWhenRecordsAreDear) {
  Result<Journal> journal = Journal::Open(path_, 7);
  EXPECT_FALSE(journal->Due());
  const uint64_t numbers[] = {1};
  const auto long_ago = Journal::Clock::now() - std::chrono::hours(1);
  ASSERT_TRUE(journal->Record(numbers, long_ago).ok());
  usleep(150'000);
  EXPECT_FALSE(journal->Due());
  ASSERT_TRUE(journal->Record(numbers, Journal::Clock::now()).ok());
}

TEST_F(JournalTest, RefusesAFolderInItsPlace) {
  ASSERT_TRUE(MakeFolder(path_).ok());
  EXPECT_EQ(Journal::Open(path_, 7).error().code, ErrorCode::kIo);
  path_ = folder_ / "none/run.journal";
  Result<Journal> journal = Journal::Open(path_, 7);
  ASSERT_TRUE(journal.ok());
  const uint64_t numbers[] = {1};
  EXPECT_EQ(journal->Record(numbers, Journal::Clock::now()).error().code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
