// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/image_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/test_folder.h"
#include "vision/test_images.h"

namespace burin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> PathsOf(const ImageFolder& folder) {
  std::vector<std::string> out;
  for (const ImageSample& sample : folder.samples) {
    out.push_back(std::to_string(sample.label) + " " +
                  sample.path.substr(folder.root.size() + 1));
  }
  return out;
}

void ExpectRefused(const std::string& root, ErrorCode code,
                   const std::string& text) {
  const Result<ImageFolder> folder = ListImageFolder(root);
  ASSERT_FALSE(folder.ok()) << text;
  EXPECT_EQ(ErrorCodeName(folder.error().code), ErrorCodeName(code));
  EXPECT_THAT(folder.error().message, HasSubstr(text));
}

TEST(ListImageFolder, NumbersClassesAndFilesInTheOrderOfTheirBytes) {
  const TestFolder root;
  root.Write("b/2.jpg", "");
  root.Write("b/10.jpg", "");
  root.Write("a/x.PNG", "");
  root.Write("B/x.Jpeg", "");
  root.Write("\xc3\xa4/x.webp", "");
  root.Write("not-a-class.jpg", "");
  const Result<ImageFolder> folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok()) << folder.error().message;
  EXPECT_THAT(folder->classes, ElementsAre("B", "a", "b", "\xc3\xa4"));
  EXPECT_THAT(PathsOf(*folder),
              ElementsAre("0 B/x.Jpeg", "1 a/x.PNG", "2 b/10.jpg", "2 b/2.jpg",
                          "3 \xc3\xa4/x.webp"));
}

TEST(ListImageFolder, DescendsInTheOrderOfWholePaths) {
  const TestFolder root;
  root.Write("c/z.jpg", "");
  root.Write("c/d/1.jpg", "");
  root.Write("c/d-e/1.jpg", "");
  root.Write("c/d/e/1.jpg", "");
  root.Write("c/x.jpg/1.jpg", "");
  root.Write("c/notes.txt", "");
  const Result<ImageFolder> folder = ListImageFolder(root.path() + "//");
  ASSERT_TRUE(folder.ok()) << folder.error().message;
  EXPECT_THAT(PathsOf(*folder),
              ElementsAre("0 c/z.jpg", "0 c/d/1.jpg", "0 c/d-e/1.jpg",
                          "0 c/d/e/1.jpg", "0 c/x.jpg/1.jpg"));
}

TEST(ListImageFolder, PrefersTheValFolder) {
  const TestFolder root;
  root.Write("val/cat/1.jpg", "");
  root.Write("train/cat/2.jpg", "");
  const Result<ImageFolder> folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(folder->root, root / "val");
  EXPECT_THAT(PathsOf(*folder), ElementsAre("0 cat/1.jpg"));
}

TEST(ListImageFolder, FollowsLinks) {
  const TestFolder elsewhere;
  elsewhere.Write("real/1.jpg", "");
  const TestFolder root;
  root.Write("a/0.jpg", "");
  fs::create_directory_symlink(elsewhere / "real", root / "linked");
  fs::create_symlink(elsewhere / "real/1.jpg", root / "a/2.jpg");
  fs::create_directory_symlink(elsewhere / "real", root / "a/more");
  const Result<ImageFolder> folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok()) << folder.error().message;
  EXPECT_THAT(PathsOf(*folder),
              ElementsAre("0 a/0.jpg", "0 a/2.jpg", "0 a/more/1.jpg",
                          "1 linked/1.jpg"));
}

TEST(ListImageFolder, RefusesLinksThatLoop) {
  const TestFolder root;
  root.Write("a/b/1.jpg", "");
  fs::create_directory_symlink(root / "a", root / "a/b/again");
  ExpectRefused(root.path(), ErrorCode::kBadDataset,
                "a/b/again: a link to a folder that it lies in");
}

TEST(ListImageFolder, RefusesLoopsThroughTheRoot) {
  const TestFolder root;
  root.Write("a/1.jpg", "");
  fs::create_directory_symlink(root.path(), root / "a/root");
  ExpectRefused(root.path(), ErrorCode::kBadDataset, "a/root/a: a link");
}

TEST(ListImageFolder, RefusesLinksToNothingThatCountAsImages) {
  const TestFolder root;
  root.Write("a/1.jpg", "");
  fs::create_symlink("nowhere", root / "a/readme");
  EXPECT_TRUE(ListImageFolder(root.path()).ok());
  fs::create_symlink("nowhere", root / "a/2.jpg");
  ExpectRefused(root.path(), ErrorCode::kNotFound, "a/2.jpg");
}

TEST(ListImageFolder, RefusesPipesThatCountAsImages) {
  const TestFolder root;
  root.Write("a/1.jpg", "");
  ASSERT_EQ(mkfifo((root / "a/2.jpg").c_str(), 0600), 0);
  ExpectRefused(root.path(), ErrorCode::kBadDataset,
                "a/2.jpg: not a regular file");
}

TEST(ListImageFolder, RefusesFoldersThatHoldNothing) {
  const TestFolder root;
  ExpectRefused(root / "missing", ErrorCode::kNotFound, "missing");
  ExpectRefused(root.path(), ErrorCode::kBadDataset, "no class folders");
  root.Write("a/1.jpg", "");
  root.Write("b/notes.txt", "");
  ExpectRefused(root.path(), ErrorCode::kBadDataset, "/b: no images");
}

TEST(ListImageFolder, RefusesEndlessDepth) {
  const TestFolder root;
  std::string deep = "a";
  for (int i = 0; i < 70; ++i) deep += "/d";
  root.Write(deep + "/1.jpg", "");
  ExpectRefused(root.path(), ErrorCode::kBadDataset, "more than 64 levels");
}

TEST(CheckImageFormats, NamesEveryFileThatIsNotRead) {
  const TestFolder root;
  const std::string jpeg = Slurp(TestImagePath("gray_15x16.jpg"));
  root.Write("a/1.bmp", jpeg);  // the content counts, not the name
  root.Write("a/2.jpg", Slurp(TestImagePath("rgb_8bit_9x6.png")));
  ThreadPool pool(2);
  Result<ImageFolder> folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE(CheckImageFormats(*folder, pool).ok());
  root.Write("b/1.jpg", "BM......");
  root.Write("c/1.jpg", "");
  folder = ListImageFolder(root.path());
  ASSERT_TRUE(folder.ok());
  const Result<void> checked = CheckImageFormats(*folder, pool);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::kUnsupportedFormat);
  EXPECT_THAT(checked.error().message,
              testing::StartsWith((root / "b/1.jpg") +
                                  ": BMP is not read, only JPEG and PNG are; " +
                                  (root / "c/1.jpg") + ": "));
}

}  // namespace
}  // namespace burin
