// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/score_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/test_folder.h"

namespace burin {
namespace {

TEST(ScoreJournal, KeepsCountsAndLossToTheBit) {
  const TestFolder folder;
  const std::string path = folder / "run.journal";
  Accuracy accuracy;
  accuracy.Add(0, 0.1);
  accuracy.Add(3, 2.7);
  accuracy.Add(9, 1e12);
  {
    ScoreJournal journal(path, 1);
    EXPECT_EQ(journal.done(), 0u);
    journal.Record(3, accuracy, true);
    EXPECT_EQ(journal.trouble(), "");
  }
  ScoreJournal again(path, 1);
  EXPECT_EQ(again.done(), 3u);
  EXPECT_EQ(again.accuracy(), accuracy);
  again.Remove();
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(ScoreJournal(path, 1).done(), 0u);
}

TEST(ScoreJournal, GoesOnWithoutAFileAndSaysWhy) {
  ScoreJournal journal("/nothere/run.journal", 1);
  journal.Record(1, {}, true);
  EXPECT_THAT(journal.trouble(), testing::HasSubstr("/nothere/run.journal"));
  journal.Record(2, {}, true);
  journal.Remove();
  ScoreJournal none;
  none.Record(1, {}, true);
  none.Remove();
  EXPECT_EQ(none.trouble(), "");
}

}  // namespace
}  // namespace burin
