// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/compare_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace burin {
namespace {

Comparison OneStep() {
  Comparison out;
  StepComparison step;
  step.op = "FusedLinear";
  step.precision = "bf16";
  step.nodes = "fc,\"1\"+add";
  step.shape = "1x2";
  step.source = "y";
  step.compared = true;
  const float a[] = {1, 2}, b[] = {1, 2.5f};
  step.difference = Differ(a, b);
  out.steps.push_back(step);
  out.steps.push_back({.op = "GroupStats", .shape = "1x2", .nodes = "gn"});
  return out;
}

// Fields of a line whose quotes are balanced.
size_t FieldsOf(const std::string& line) {
  size_t commas = 0;
  bool quoted = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    commas += c == ',' && !quoted ? 1 : 0;
  }
  EXPECT_FALSE(quoted);
  return commas + 1;
}

TEST(ComparisonCsv, HasTheColumnsInEveryLine) {
  std::istringstream text(ComparisonCsv(OneStep(), {}));
  std::string header, first, second;
  std::getline(text, header);
  std::getline(text, first);
  std::getline(text, second);
  EXPECT_TRUE(header.starts_with(
      "Index,OpType,NPUDump,DataType,Address,GroundTruth,DataType,TensorIndex,"
      "Shape,Overflow,CosineSimilarity,MaxAbsoluteError"));
  EXPECT_EQ(FieldsOf(first), FieldsOf(header));
  EXPECT_EQ(FieldsOf(second), FieldsOf(header));
  EXPECT_THAT(first, testing::HasSubstr("\"fc,\"\"1\"\"+add\",bf16"));
  EXPECT_THAT(second, testing::HasSubstr("the model has no such value"));
}

TEST(FailedMeasure, NamesTheFirstThatFails) {
  Difference d;
  EXPECT_EQ(FailedMeasure(d, {}), "");
  d.rms = 2;
  EXPECT_EQ(FailedMeasure(d, {}), "RootMeanSquareError");
  d.cosine = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(FailedMeasure(d, {}), "CosineSimilarity");
}

}  // namespace
}  // namespace burin
