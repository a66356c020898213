// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// keep_dtype.cfg, op_precision.ini and the mixed-precision list.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "formats/keep_dtype.h"
#include "formats/mixlist.h"
#include "formats/op_precision.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = KeepDtypeEntry::Kind;

TEST(KeepDtype, ReadsNodesAndTypesWithTheirLines) {
  const auto read = ParseKeepDtype(
      "Split_59\r\n\n  Mul_60 \n# a comment\nOpType::Softmax\nblocks.0/Add");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(*read,
              ElementsAre(KeepDtypeEntry{Kind::kNode, "Split_59", 1},
                          KeepDtypeEntry{Kind::kNode, "Mul_60", 3},
                          KeepDtypeEntry{Kind::kOpType, "Softmax", 5},
                          KeepDtypeEntry{Kind::kNode, "blocks.0/Add", 6}));
  const auto again = ParseKeepDtype(PrintKeepDtype(*read));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->size(), 4u);
  EXPECT_EQ((*again)[2].name, "Softmax");
  EXPECT_EQ((*again)[2].kind, Kind::kOpType);
}

TEST(KeepDtype, AnEmptyFileHasNoEntries) {
  EXPECT_THAT(*ParseKeepDtype(""), IsEmpty());
  EXPECT_THAT(*ParseKeepDtype("\xef\xbb\xbf\n \n#\n"), IsEmpty());
}

TEST(KeepDtype, RefusesTypesThatAreNotPascalCase) {
  for (const std::string_view name :
       {"softmax", "", "Soft Max", "Soft_Max", "7up"}) {
    const auto read = ParseKeepDtype(StrCat("a\nOpType::", name));
    ASSERT_FALSE(read.ok()) << name;
    EXPECT_EQ(read.error().code, ErrorCode::kBadConfig);
    EXPECT_THAT(read.error().message, HasSubstr("line 2"));
  }
}

TEST(KeepDtype, RefusesWhatIsNoText) {
  EXPECT_EQ(ParseKeepDtype(std::string_view("a\0b", 3)).error().code,
            ErrorCode::kBadConfig);
  EXPECT_EQ(ParseKeepDtype(std::string(70000, 'x')).error().code,
            ErrorCode::kBadConfig);
}

TEST(KeepDtype, RefusesMoreThanAHundredThousandLines) {
  EXPECT_EQ(ParseKeepDtype(std::string(100000, '\n'))->size(), 0u);
  EXPECT_EQ(ParseKeepDtype(std::string(100001, '\n')).error().code,
            ErrorCode::kTooLarge);
}

TEST(KeepDtype, ErrorsOfAFileStartWithItsPath) {
  const TestFolder folder;
  const std::string path = folder / "keep_dtype.cfg";
  folder.Write("keep_dtype.cfg", "OpType::gelu");
  EXPECT_EQ(ReadKeepDtype(path).error().message,
            path + ": line 1: op type 'gelu' is not in PascalCase");
  EXPECT_EQ(ReadKeepDtype(path + ".none").error().code, ErrorCode::kNotFound);
}

TEST(OpPrecision, ReadsTheGuidesFileWithoutALastNewline) {
  const auto read = ParseOpPrecision("Gelu=high_performance");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->by_type,
              ElementsAre(OpModeEntry{"Gelu", OpMode::kHighPerformance, 1}));
  EXPECT_THAT(read->warnings, IsEmpty());
}

TEST(OpPrecision, ANodeBeatsItsTypeAndTheFirstLineCounts) {
  const auto read = ParseOpPrecision(
      "\n# modes\nGelu = high_performance\nGelu=high_precision\n[ByNodeName]\n"
      "Mul_105/Gelu=super_performance\n[ByOpType]\nSoftmaxV2=keep_fp16\n");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->Find("Mul_7", "Gelu")->mode, OpMode::kHighPerformance);
  EXPECT_EQ(read->Find("Mul_105/Gelu", "Gelu")->mode,
            OpMode::kSuperPerformance);
  EXPECT_EQ(read->Find("x", "SoftmaxV2")->line, 8u);
  EXPECT_EQ(read->Find("x", "Erf"), nullptr);
  EXPECT_EQ(read->Find("Gelu", "Erf"), nullptr);
  EXPECT_THAT(read->warnings, ElementsAre(HasSubstr("line 4")));
}

TEST(OpPrecision, LinesWithoutMeaningBecomeWarnings) {
  const auto read =
      ParseOpPrecision("Gelu=fast\nnonsense\n[Other]\n=norm_class\nkeep_fp16");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->by_type, IsEmpty());
  EXPECT_THAT(read->warnings,
              ElementsAre(HasSubstr("'fast'"), HasSubstr("'nonsense'"),
                          HasSubstr("'[Other]'"), HasSubstr("line 4"),
                          HasSubstr("line 5")));
}

TEST(OpPrecision, EveryModeHasItsName) {
  for (int i = 0; i < 8; ++i) {
    const OpMode mode = static_cast<OpMode>(i);
    EXPECT_EQ(OpModeFromName(OpModeName(mode)), mode);
  }
  EXPECT_FALSE(OpModeFromName("High_Precision").has_value());
}

TEST(OpPrecision, RefusesWhatIsNoTextAndAMissingFile) {
  EXPECT_EQ(ParseOpPrecision(std::string_view("\0=", 2)).error().code,
            ErrorCode::kBadConfig);
  EXPECT_EQ(ReadOpPrecision("/nonexistent/x.ini").error().code,
            ErrorCode::kNotFound);
}

TEST(MixList, TellsTheBlackListFromTheRest) {
  const auto read = ParseMixList(
      R"({"black-list": {"to-remove": ["Cast"], "to-add": ["MatMul", "Gelu"]},
          "white-list": {"to-add": ["Add"]}, "gray-list": {}})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(read->black, ElementsAre("MatMul", "Gelu"));
  EXPECT_THAT(read->others, ElementsAre("black-list to-remove Cast",
                                        "white-list to-add Add"));
}

TEST(MixList, RefusesOtherJsonAndNone) {
  for (const std::string_view text :
       {"", "{", "[]", "3", R"({"blacklist": {}})", R"({"black-list": []})",
        R"({"black-list": {"add": []}})", R"({"black-list": {"to-add": "A"}})",
        R"({"black-list": {"to-add": [1]}})"}) {
    const auto read = ParseMixList(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kBadConfig) << text;
  }
  EXPECT_FALSE(ParseMixList(std::string(100000, '[')).ok());
}

}  // namespace
}  // namespace burin
