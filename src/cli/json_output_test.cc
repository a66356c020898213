// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/json_output.h"

#include <gtest/gtest.h>

#include "cli/console.h"
#include "cli/verb.h"

namespace burin::cli {
namespace {

TEST(TextOff, LeavesStandardOutputToJson) {
  testing::internal::CaptureStdout();
  {
    const TextOff off;
    Print("text");
    Info("more");
    PrintJson({{"a", 1}});
  }
  Print("text again");
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "{\n \"a\": 1\n}\ntext again\n");
}

TEST(Program, HasJsonOnEveryVerbThatPrintsResults) {
  for (const std::string_view name :
       {"export", "optimize", "precision", "compile", "preprocess", "infer",
        "evaluate", "bench", "compare", "inspect", "devices"}) {
    const Verb* verb = FindVerb(name);
    ASSERT_NE(verb, nullptr) << name;
    bool found = false;
    for (const Option& option : verb->options) found |= option.name == "json";
    EXPECT_TRUE(found) << name;
  }
}

TEST(Program, PrintsOnlyJsonWhereItIsAsked) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(RunProgram({"optimize", "list", "--json"}), 0);
  const std::string text = testing::internal::GetCapturedStdout();
  EXPECT_TRUE(Json::accept(text)) << text;
  EXPECT_TRUE(TextIsOn());
}

TEST(CompileJson, HoldsWhatTheReportSays) {
  CompileReport report;
  report.steps = 3;
  report.products = {{"fp32", 2}, {"bf16", 1}};
  report.passes = {{"fold", true, 1.5}};
  report.self_check.ran = true;
  report.self_check.steps = {{"MatMul", "bf16", "n", 0.5, 2}};
  report.chosen.precision = "bf16";
  report.chosen.steps = {{"MatMul", "n", {{"fp32", 0, 1, 2}}, 0}};
  const Json json = CompileJson(report, "x.plate");
  EXPECT_EQ(json["plate"], "x.plate");
  EXPECT_EQ(json["products"]["bf16"], 1);
  EXPECT_EQ(json["passes"][0]["changed"], true);
  EXPECT_EQ(json["self_check"]["steps"][0]["cosine"], 0.5);
  EXPECT_EQ(json["auto"]["steps"][0]["candidates"][0]["cost"], 1);
  EXPECT_FALSE(CompileJson({}, "").contains("self_check"));
}

TEST(ComparisonJson, HasADifferenceWhereThereIsOne) {
  Comparison comparison;
  comparison.located = true;
  comparison.steps.resize(2);
  comparison.steps[0].compared = true;
  comparison.steps[0].difference.cosine = 0.75;
  comparison.steps[0].single.elements = 4;
  const Json json = ComparisonJson(comparison);
  EXPECT_EQ(json["steps"][0]["difference"]["cosine"], 0.75);
  EXPECT_TRUE(json["steps"][0].contains("single"));
  EXPECT_FALSE(json["steps"][1].contains("difference"));
}

TEST(AccuracyJson, GivesCountsAndShares) {
  const Json json = AccuracyJson({8, 4, 6, {}});
  EXPECT_EQ(json["acc1"], 0.5);
  EXPECT_EQ(json["top5"], 6);
}

}  // namespace
}  // namespace burin::cli
