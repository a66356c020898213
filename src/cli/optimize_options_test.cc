// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/optimize_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/test_folder.h"
#include "onnx/optimize.h"

namespace burin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

TEST(ParseNamedShapes, TakesTheLastColonAsTheEndOfTheName) {
  const auto shapes = ParseNamedShapes("x", "a:1,3,8,8;scope/b:0:-1,4;");
  ASSERT_TRUE(shapes.ok());
  EXPECT_THAT(*shapes, ElementsAre(Pair("a", ElementsAre(1, 3, 8, 8)),
                                   Pair("scope/b:0", ElementsAre(-1, 4))));
  EXPECT_TRUE(ParseNamedShapes("x", "")->empty());
}

TEST(ParseNamedShapes, RefusesWhatIsNoShape) {
  for (const char* text : {"a", "a:", ":1", "a:x", "a:1,,2", "a:1,", "a:-2",
                           "a:99999999999999999999"}) {
    const auto shapes = ParseNamedShapes("input-shape", text);
    ASSERT_FALSE(shapes.ok()) << text;
    EXPECT_EQ(shapes.error().code, ErrorCode::kBadUsage);
    EXPECT_THAT(shapes.error().message, HasSubstr("--input-shape '"));
  }
}

TEST(ParseNamedShapes, RefusesANameThatIsThereTwice) {
  EXPECT_THAT(ParseNamedShapes("x", "a:1;b:2;a:1").error().message,
              HasSubstr("--x: 'a' is there twice"));
}

TEST(ParseRewriteNames, KnowsTheSurgeonsNames) {
  const auto names = ParseRewriteNames(
      "KnowledgeBNFolding,MergeConsecutiveSlice,gelu,"
      "KnowledgeBigKernel");
  ASSERT_TRUE(names.ok());
  EXPECT_THAT(names->names, ElementsAre("batch-norm", "slices", "gelu"));
  EXPECT_THAT(names->notes, ElementsAre(HasSubstr("KnowledgeBigKernel")));
  EXPECT_THAT(ParseRewriteNames("")->names, IsEmpty());
  EXPECT_EQ(ParseRewriteNames("TypeCast").error().code, ErrorCode::kBadUsage);
}

TEST(ParseRewriteNames, KnowsTheSurgeonsNumbers) {
  const auto names = ParseRewriteNames("1,0,14");
  ASSERT_TRUE(names.ok());
  EXPECT_THAT(names->names, ElementsAre("slices", "batch-norm"));
  EXPECT_THAT(names->notes, ElementsAre(HasSubstr("0 (Conv1d2Conv2d): helps")));
  for (const char* text : {"17", "1,99999999999999999999"}) {
    EXPECT_THAT(ParseRewriteNames(text).error().message,
                HasSubstr("a name, or a number of 0 to 16, expected"));
  }
}

TEST(KnowledgeOf, NamesRewritesThatExist) {
  size_t known = 0;
  for (const OnnxRewrite& rewrite : OnnxRewrites()) {
    known += KnowledgeOf(rewrite.name) ? 1 : 0;
  }
  EXPECT_EQ(known, 3u);
  EXPECT_EQ(KnowledgeOf("slices")->name, "MergeConsecutiveSlice");
  EXPECT_EQ(KnowledgeOf("slices")->number, 1u);
}

TEST(OnnxFilesAt, ListsAFolderInTheOrderOfPaths) {
  const TestFolder folder;
  std::filesystem::create_directory(folder / "below");
  EXPECT_EQ(OnnxFilesAt(folder.path(), true).error().code,
            ErrorCode::kNotFound);
  for (const char* name : {"b.onnx", "a.onnx", "c.txt", "below/d.onnx"}) {
    folder.Write(name, "");
  }
  EXPECT_THAT(*OnnxFilesAt(folder.path(), false),
              ElementsAre(folder / "a.onnx", folder / "b.onnx"));
  EXPECT_THAT(*OnnxFilesAt(folder.path(), true),
              ElementsAre(folder / "a.onnx", folder / "b.onnx",
                          folder / "below/d.onnx"));
  EXPECT_THAT(*OnnxFilesAt(folder / "nothere", false),
              ElementsAre(folder / "nothere"));
}

}  // namespace
}  // namespace burin::cli
