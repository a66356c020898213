// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin::Compile with several batch sizes.

#include <gmock/gmock.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "burin/compile.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"
#include "plate/plate.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class CompileGears : public testing::Test {
 protected:
  CompileGears() {
    const Graph graph = SmallShiftVit(1);
    WriteOnnx(folder_, "net.onnx", graph);
    name_ = graph.value(graph.inputs()[0]).name;
    dims_ = graph.dims(graph.inputs()[0]);
  }

  CompileOptions AtBatch(int64_t batch) const {
    CompileOptions options;
    options.target = "scalar";
    Dims dims = dims_;
    dims[0] = batch;
    options.input_shapes = {{name_, dims}};
    return options;
  }

  std::string Refusal(const CompileOptions& options) const {
    const auto report = Compile(model_, plate_, options);
    EXPECT_FALSE(report.ok());
    if (report.ok()) return "";
    EXPECT_EQ(report.error().code, ErrorCode::kTooLarge);
    return report.error().message;
  }

  const TestFolder folder_;
  const std::string model_ = folder_ / "net.onnx";
  const std::string plate_ = folder_ / "net.plate";
  std::string name_;
  Dims dims_;
};

TEST_F(CompileGears, NamesTheModelTheInputAndTheBatchThatAreTooLarge) {
  const std::string what =
      model_ + ": with '" + name_ + "' of 1000000007x3x32x32: ";
  EXPECT_THAT(Refusal(AtBatch(1'000'000'007)), StartsWith(what));
  CompileOptions gears = AtBatch(-1);
  gears.batches = {1, 1'000'000'007};
  EXPECT_THAT(Refusal(gears), StartsWith("batch 1000000007: " + what));
}

TEST_F(CompileGears, AreThePlainPlansOverSharedWeights) {
  CompileOptions options = AtBatch(-1);
  options.batches = {4, 1};
  const auto report = Compile(model_, plate_, options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->gears.size(), 2u);
  EXPECT_EQ(report->gears[0].batch, 1);
  size_t plain_bytes = 0;
  for (const int64_t batch : {1, 4}) {
    const std::string path = folder_ / "plain.plate";
    ASSERT_TRUE(Compile(model_, path, AtBatch(batch)).ok());
    const auto plain = ReadPlate(path);
    const auto gear = ReadPlate(plate_, batch);
    ASSERT_TRUE(plain.ok() && gear.ok());
    EXPECT_THAT(gear->gears, ElementsAre(1, 4));
    EXPECT_EQ(PlanHash(gear->plan), PlanHash(plain->plan));
    EXPECT_EQ(gear->plan.arena_bytes, plain->plan.arena_bytes);
    ASSERT_EQ(gear->plan.steps.size(), plain->plan.steps.size());
    // The same weights under every operand.
    for (size_t s = 0; s < plain->plan.steps.size(); ++s) {
      const Step& a = plain->plan.steps[s];
      const Step& b = gear->plan.steps[s];
      for (size_t i = 0; i < a.inputs.size(); ++i) {
        if (a.inputs[i].section != Section::kWeights) continue;
        const size_t bytes = a.inputs[i].type.bytes();
        EXPECT_TRUE(std::ranges::equal(
            plain->weights().subspan(a.inputs[i].offset, bytes),
            gear->weights().subspan(b.inputs[i].offset, bytes)))
            << "step " << s;
      }
    }
    plain_bytes += plain->weights().size();
    EXPECT_LT(gear->weights().size(), plain->weights().size() * 3 / 2);
  }
  EXPECT_LT(ReadPlate(plate_, 1)->weights().size(), plain_bytes);
}

TEST_F(CompileGears, AreTheSameBytesEveryTime) {
  CompileOptions options = AtBatch(-1);
  options.batches = {1, 2};
  std::vector<std::byte> bytes[2];
  for (auto& of_run : bytes) {
    ASSERT_TRUE(Compile(model_, plate_, options).ok());
    const auto file = ReadFile(plate_);
    of_run.assign(file->span().begin(), file->span().end());
  }
  EXPECT_EQ(bytes[0], bytes[1]);
}

}  // namespace
}  // namespace burin
