// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/bench_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "bench/bench_testing.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(BenchJson, HoldsEveryRowAndTheBest) {
  const Json json = BenchJson(QuietReport());
  ASSERT_EQ(json["rows"].size(), 4u);
  EXPECT_EQ(json["rows"][1]["images_per_second"], 200);
  EXPECT_EQ(json["rows"][1]["compute_ms"]["percentile(95%)"], 40);
  EXPECT_EQ(json["rows"][0]["others_cores"], 0.01);
  EXPECT_EQ(json["best"]["batch"], 8);
  EXPECT_EQ(json["accuracy"][0]["acc1"], 0.813);
  EXPECT_EQ(json["accuracy"][1]["as_fp32"]["agreeing"], 63);
  EXPECT_EQ(json["machine"]["peak_gflops"]["fp32"]["least"], 498);
  EXPECT_EQ(json["profile"]["steps"].size(), 15u);
  EXPECT_EQ(json["complete"], true);
}

TEST(BenchJson, OfNothingHasNoBest) {
  EXPECT_FALSE(BenchJson(BenchReport{}).contains("best"));
}

TEST(Baseline, ReadsWhatWasWritten) {
  const TestFolder folder;
  const std::string path = folder / "bench.json";
  ASSERT_TRUE(WriteJson(path, BenchJson(QuietReport())).ok());
  const Result<Baseline> baseline = ReadBaseline(path);
  ASSERT_TRUE(baseline.ok()) << baseline.error().message;
  EXPECT_EQ(baseline->model, "net.onnx");
  EXPECT_EQ(baseline->cpu, "A <fast> CPU");
  EXPECT_EQ(baseline->threads, 2);
  EXPECT_EQ(baseline->rows.size(), 4u);

  BenchReport now = QuietReport();
  now.rows[1] = RowOf("fp32", 8, 20);
  CompareTo(*baseline, "then.json", now);
  EXPECT_EQ(now.baseline, "then.json");
  EXPECT_DOUBLE_EQ(*now.rows[1].to_baseline, 2);
  EXPECT_DOUBLE_EQ(*now.rows[0].to_baseline, 1);
  EXPECT_THAT(now.baseline_warnings, IsEmpty());
}

TEST(Baseline, OfAnotherMachineOrModelIsTold) {
  Baseline baseline{"other.onnx", "another", 4, {{"fp32", 1, 100}}};
  BenchReport now = QuietReport();
  CompareTo(baseline, "b", now);
  EXPECT_THAT(now.baseline_warnings,
              ElementsAre("baseline b: the model was other.onnx, now net.onnx",
                          "baseline b: the CPU was another, now A <fast> CPU",
                          "baseline b: the number of threads was 4, now 2",
                          "baseline b: 3 of 4 rows are not in it"));
  EXPECT_FALSE(now.rows[1].to_baseline.has_value());
}

TEST(ParseBaseline, RefusesWhatIsNoReport) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {"{}", "no rows"},
      {R"({"rows": {}})", "no rows"},
      {R"({"rows": []})", "no rows"},
      {R"({"rows": [1]})", "row 0 lacks"},
      {R"({"rows": [{"precision": "fp32", "batch": "1"}]})", "row 0 lacks"},
      {R"({"rows": [{"precision": "fp32", "batch": 1,
          "images_per_second": 0}]})",
       "row 0 has no positive"},
      {R"({"rows": [{"precision": "fp32", "batch": 1,
          "images_per_second": null}]})",
       "row 0 lacks"},
      {std::string(100000, '['), "nested too deep"}};
  for (const auto& [text, what] : kCases) {
    const Result<Baseline> baseline = ParseBaseline(text);
    ASSERT_FALSE(baseline.ok()) << text;
    EXPECT_EQ(baseline.error().code, ErrorCode::kBadConfig);
    EXPECT_THAT(baseline.error().message, HasSubstr(what));
  }
}

TEST(ParseBaseline, TakesFieldsOfOtherTypesAsMissing) {
  const Result<Baseline> baseline = ParseBaseline(
      R"({"model": 1, "machine": [], "rows": [{"precision": "fp32",
          "batch": 4, "images_per_second": 2.5, "more": "\"[[["}]})");
  ASSERT_TRUE(baseline.ok());
  EXPECT_EQ(baseline->model, "");
  EXPECT_EQ(baseline->rows[0].images_per_second, 2.5);
}

}  // namespace
}  // namespace burin
