// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/files.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace burin {
namespace {

class Files : public testing::Test {
 protected:
  std::string Put(const std::string& name) const {
    folder_.Write(name, "x");
    return folder_ / name;
  }
  const TestFolder folder_;
};

TEST(NaturalLess, ComparesDigitRunsAsNumbers) {
  EXPECT_TRUE(NaturalLess("a2", "a10"));
  EXPECT_FALSE(NaturalLess("a10", "a2"));
  EXPECT_TRUE(NaturalLess("a9b", "a09c"));
  EXPECT_TRUE(NaturalLess("99999999999999999998", "99999999999999999999"));
}

TEST(NaturalLess, FoldsCase) {
  EXPECT_TRUE(NaturalLess("A1", "b1"));
  EXPECT_TRUE(NaturalLess("a1", "B1"));
  EXPECT_FALSE(NaturalLess("a1", "A1"));
  EXPECT_FALSE(NaturalLess("A1", "a1"));
}

TEST(NaturalLess, TakesTextBeforeANumberAsAPrefix) {
  EXPECT_TRUE(NaturalLess("ab1", "ab-"));
  EXPECT_TRUE(NaturalLess("ab", "ab1"));
  EXPECT_TRUE(NaturalLess("1", "a"));
  EXPECT_FALSE(NaturalLess("", ""));
}

TEST_F(Files, ListsDataFilesOfAFolderInNaturalOrder) {
  Put("b10.bin");
  Put("b9.BIN");
  Put("B1.npy");
  Put("c.NPY");
  Put("notes.txt");
  const auto listed = ListInputFiles(folder_.path(), 1);
  ASSERT_TRUE(listed.ok());
  std::vector<std::string> names;
  for (const std::string& path : (*listed)[0])
    names.emplace_back(BaseName(path));
  EXPECT_EQ(names,
            (std::vector<std::string>{"B1.npy", "b9.BIN", "b10.bin", "c.NPY"}));
}

TEST_F(Files, SharesAListOfFilesBetweenTheInputs) {
  const std::string a = Put("a.bin"), b = Put("b.bin");
  const auto listed = ListInputFiles(a + "," + b, 2);
  ASSERT_TRUE(listed.ok());
  EXPECT_EQ((*listed)[0], std::vector<std::string>{a});
  EXPECT_EQ((*listed)[1], std::vector<std::string>{b});
  EXPECT_EQ(ListInputFiles(a, 2).error().code, ErrorCode::kBadUsage);
}

TEST_F(Files, TakesOneFolderForEachInput) {
  Put("x/1.bin");
  Put("y/1.bin");
  EXPECT_TRUE(ListInputFiles(folder_ / "x," + folder_ / "y", 2).ok());
  EXPECT_EQ(ListInputFiles(folder_ / "x", 2).error().code,
            ErrorCode::kBadUsage);
  Put("y/2.bin");
  EXPECT_EQ(ListInputFiles(folder_ / "x," + folder_ / "y", 2).error().code,
            ErrorCode::kBadInput);
}

TEST_F(Files, TakesAPatternForEachInputOrPatternsAmongFiles) {
  const std::string a10 = Put("a10.bin"), a2 = Put("a2.bin");
  const std::string b1 = Put("b1.npy"), b2 = Put("b2.npy");
  Put("a3.txt");
  const auto sets = ListInputFiles(folder_ / "a*," + folder_ / "b?.npy", 2);
  ASSERT_TRUE(sets.ok()) << sets.error().message;
  EXPECT_EQ((*sets)[0], (std::vector<std::string>{a2, a10}));
  EXPECT_EQ((*sets)[1], (std::vector<std::string>{b1, b2}));
  const auto files = ListInputFiles(b2 + "," + folder_ / "a*", 1);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ((*files)[0], (std::vector<std::string>{b2, a2, a10}));
  EXPECT_EQ(ListInputFiles(folder_ / "c*", 1).error().message,
            folder_ / "c*: no .npy, .NPY, .bin or .BIN file matches");
}

TEST_F(Files, NamesEveryFileThatIsMissingOrNoData) {
  const std::string good = Put("a.bin"), text = Put("b.txt");
  const auto listed = ListInputFiles(
      good + "," + folder_ / "no1.bin," + text + "," + folder_ / "no2.bin", 1);
  ASSERT_FALSE(listed.ok());
  EXPECT_EQ(listed.error().code, ErrorCode::kNotFound);
  for (const char* name : {"no1.bin", "b.txt", "no2.bin"}) {
    EXPECT_NE(listed.error().message.find(name), std::string::npos) << name;
  }
  EXPECT_EQ(listed.error().message.find("a.bin"), std::string::npos);
}

TEST_F(Files, RefusesFoldersAmongFiles) {
  EXPECT_EQ(
      ListInputFiles(Put("a.bin") + "," + folder_.path(), 1).error().message,
      "--input: 1 folders among files for 1 model inputs");
}

TEST_F(Files, RefusesWhatIsNotThereOrHoldsNoData) {
  EXPECT_EQ(ListInputFiles(folder_ / "none", 1).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(ListInputFiles(folder_.path(), 1).error().code,
            ErrorCode::kBadInput);
  EXPECT_EQ(ListInputFiles(",", 1).error().code, ErrorCode::kBadUsage);
  EXPECT_EQ(ListInputFiles(Put("a.jpeg"), 1).error().code,
            ErrorCode::kBadInput);
}

}  // namespace
}  // namespace burin
