// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/recorded_outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_folder.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RecordedOutputs : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(MakeFolder(root_ / "run").ok()); }

  void Put(const std::string& name, const Json& json) {
    ASSERT_TRUE(WriteJson(root_ / name, json).ok());
  }
  static Json Summary(const std::string& dtype) {
    const std::vector<TensorInfo> outputs = {{"scores", dtype, {2, 12}, 48}};
    return {{"burin", {{"outputs", OutputsJson(outputs)}}}};
  }
  auto Outputs() { return OutputsBeside(root_ / "run/"); }

  const TestFolder root_;
};

TEST_F(RecordedOutputs, ReadsWhatTheSummaryBesideTheFolderSays) {
  Put("run_summary.json", Summary("float16"));
  const auto outputs = Outputs();
  ASSERT_TRUE(outputs.ok());
  ASSERT_EQ(outputs->size(), 1u);
  EXPECT_EQ((*outputs)[0].name, "scores");
  EXPECT_EQ((*outputs)[0].type.dtype, DType::kFloat16);
  EXPECT_THAT((*outputs)[0].type.dims, ElementsAre(2, 12));
}

TEST_F(RecordedOutputs, AreNoneWithoutASummaryOfOurs) {
  EXPECT_TRUE(Outputs()->empty());
  Put("run_summary.json", {{"filesinfo", Json::object()}, {"burin", 1}});
  EXPECT_TRUE(Outputs()->empty());
  Json odd = Summary("float16");
  odd["burin"]["outputs"][0]["shape"] = {-1, "x"};
  Put("run_summary.json", odd);
  EXPECT_TRUE(Outputs()->empty());
}

TEST_F(RecordedOutputs, AreNoneWhereTheSummaryCannotBeRead) {
  ASSERT_TRUE(MakeFolder(root_ / "run_summary.json").ok());
  const auto outputs = Outputs();
  ASSERT_TRUE(outputs.ok()) << outputs.error().message;
  EXPECT_TRUE(outputs->empty());
}

TEST_F(RecordedOutputs, RefusesShardsOfDifferentTypes) {
  Put("run.shard-1-of-2_summary.json", Summary("float32"));
  Put("run.shard-2-of-2_summary.json", Summary("float16"));
  EXPECT_EQ(Outputs().error().code, ErrorCode::kBadDataset);
  EXPECT_THAT(Outputs().error().message, HasSubstr("of float16"));
}

}  // namespace
}  // namespace burin
