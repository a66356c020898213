// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/temporaries.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/test_folder.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

// In a process of its own, which can make none afterwards.
TEST(RemoveTemporariesForGood, RemovesFilesAndFoldersThatAreListed) {
  const TestFolder folder;
  for (const char* name : {"half", "renamed", "work/below/file"}) {
    folder.Write(name, "x");
  }
  EXPECT_EXIT(
      {
        for (const char* name : {"half", "renamed", "work", "gone"}) {
          MakingTemporary(folder / name).Made();
        }
        DropTemporary(folder / "renamed");
        RemoveTemporariesForGood();
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_FALSE(fs::exists(folder / "half"));
  EXPECT_FALSE(fs::exists(folder / "work"));
  EXPECT_TRUE(fs::exists(folder / "renamed"));
}

// Made while it is being removed, and not made at all: another's, then.
TEST(RemoveTemporariesForGood, AwaitsWhatIsBeingMade) {
  const TestFolder folder;
  folder.Write("another's", "x");
  EXPECT_EXIT(
      {
        std::thread remover;
        {
          MakingTemporary late(folder / "late");
          MakingTemporary failed(folder / "another's");
          remover = std::thread(RemoveTemporariesForGood);
          std::this_thread::sleep_for(std::chrono::milliseconds(50));
          folder.Write("late", "x");
          late.Made();
        }
        remover.join();
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_FALSE(fs::exists(folder / "late"));
  EXPECT_TRUE(fs::exists(folder / "another's"));
}

TEST(RemoveTemporariesForGood, LeavesWhatIsNeverMade) {
  const TestFolder folder;
  folder.Write("half", "x");
  EXPECT_EXIT(
      {
        MakingTemporary(folder / "half").Made();
        const MakingTemporary hangs(folder / "hangs");
        RemoveTemporariesForGood();
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_FALSE(fs::exists(folder / "half"));
}

}  // namespace
}  // namespace burin
