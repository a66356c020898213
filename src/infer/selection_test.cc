// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Selection : public testing::Test {
 protected:
  Selection() {
    for (const char* sub : {"x", "y"}) {
      for (int i = 0; i < 4; ++i) folder_.Write(Name(sub, i), "x");
    }
  }
  static std::string Name(const std::string& sub, int i) {
    return StrCat(sub, "/", sub, i, ".bin");
  }
  std::string File(const std::string& sub, int i) const {
    return folder_ / Name(sub, i);
  }
  std::string List(std::string_view text) const {
    folder_.Write("list.txt", text);
    return folder_ / "list.txt";
  }
  const TestFolder folder_;
};

TEST_F(Selection, TakesTheFirstFilesOfEachInput) {
  const auto files =
      SelectInputFiles({folder_ / "x," + folder_ / "y", "", 2}, 2);
  ASSERT_TRUE(files.ok());
  EXPECT_THAT((*files)[0], ElementsAre(File("x", 0), File("x", 1)));
  EXPECT_THAT((*files)[1], ElementsAre(File("y", 0), File("y", 1)));
  EXPECT_EQ((*SelectInputFiles({folder_ / "x", "", 9}, 1))[0].size(), 4u);
}

TEST_F(Selection, KeepsTheListsOrderAndTakesTheOtherInputsAlong) {
  const std::string list =
      List("# two of four\n\n  x3.bin \r\n" + File("x", 1));
  const auto files =
      SelectInputFiles({folder_ / "x," + folder_ / "y", list, 0}, 2);
  ASSERT_TRUE(files.ok()) << files.error().message;
  EXPECT_THAT((*files)[0], ElementsAre(File("x", 3), File("x", 1)));
  EXPECT_THAT((*files)[1], ElementsAre(File("y", 3), File("y", 1)));
}

TEST_F(Selection, LimitsWhatTheListGives) {
  const auto files =
      SelectInputFiles({folder_ / "x", List("x3.bin\nx0.bin\n"), 1}, 1);
  ASSERT_TRUE(files.ok());
  EXPECT_THAT((*files)[0], ElementsAre(File("x", 3)));
}

TEST_F(Selection, TakesAListOfPathsAlone) {
  const auto files = SelectInputFiles(
      {"", List(File("x", 2) + "\n" + File("y", 0) + "\n"), 0}, 2);
  ASSERT_TRUE(files.ok());
  EXPECT_THAT((*files)[0], ElementsAre(File("x", 2)));
  EXPECT_THAT((*files)[1], ElementsAre(File("y", 0)));
}

TEST_F(Selection, NamesEveryLineThatIsNoInputFile) {
  const auto files =
      SelectInputFiles({folder_ / "x", List("no\nx1.bin\ny1.bin\n"), 0}, 1);
  ASSERT_FALSE(files.ok());
  EXPECT_EQ(files.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(files.error().message,
              HasSubstr("line 1: 'no' is none of the 4 input files"));
  EXPECT_THAT(files.error().message, HasSubstr("line 3: 'y1.bin'"));
}

TEST_F(Selection, RefusesListsWithoutNamesAndFilesThatAreNoText) {
  EXPECT_EQ(
      SelectInputFiles({folder_ / "x", List("# none\n"), 0}, 1).error().code,
      ErrorCode::kBadInput);
  EXPECT_THAT(SelectInputFiles(
                  {folder_ / "x", List(std::string_view("a\0b", 3)), 0}, 1)
                  .error()
                  .message,
              HasSubstr("line 1 has a zero byte"));
  EXPECT_EQ(
      SelectInputFiles({folder_ / "x", folder_ / "none", 0}, 1).error().code,
      ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
