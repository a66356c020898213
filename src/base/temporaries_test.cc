// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/temporaries.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/result.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

// In a process of its own, which can make none afterwards.
TEST(RemoveTemporariesForGood, RemovesFilesAndFoldersThatAreListed) {
  const fs::path folder =
      fs::path(testing::TempDir()) / StrCat("temporaries-", getpid());
  fs::create_directories(folder / "work" / "below");
  for (const char* name : {"half", "renamed", "work/below/file"}) {
    std::ofstream(folder / name) << "x";
  }
  EXPECT_EXIT(
      {
        for (const char* name : {"half", "renamed", "work", "gone"}) {
          TemporaryList().Add(folder / name);
        }
        TemporaryList().Drop(folder / "renamed");
        RemoveTemporariesForGood();
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_FALSE(fs::exists(folder / "half"));
  EXPECT_FALSE(fs::exists(folder / "work"));
  EXPECT_TRUE(fs::exists(folder / "renamed"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace burin
