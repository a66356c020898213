// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/step_dump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "compiler/emit.h"
#include "formats/npy.h"
#include "ir/graph.h"
#include "plate/plate.h"
#include "report/json.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class StepDumpTest : public testing::Test {
 protected:
  void SetUp() override {
    Graph graph;
    const ValueId in = graph.AddInput("in put", {DType::kFloat32, {1, 3}});
    const ValueId relu = *graph.Add(Relu{}, {in}, "/net/first+/net/act.1");
    graph.AddOutput(*graph.Add(Exp{}, {relu}, "exp_2"), "output");
    const auto emitted = Emit(graph, Isa::kScalar);
    ASSERT_TRUE(emitted.ok());
    ASSERT_TRUE(
        WritePlate(plate_, emitted->plan, emitted->weights.span()).ok());
  }

  // Dumps one batch into parent_/dump.
  Result<void> Dump(const float (&sample)[3]) {
    BURIN_ASSIGN(StepDump dump, StepDump::Open(plate_, 1));
    const std::span<const std::byte> bytes = std::as_bytes(std::span(sample));
    return dump.Write({&bytes, 1}, parent_ / "dump");
  }
  std::vector<float> Values(const std::string& name) const {
    const auto tensor = ReadNpy(parent_ / "dump/" + name);
    EXPECT_TRUE(tensor.ok()) << name;
    const auto span = tensor->Span<float>();
    return {span.begin(), span.end()};
  }

  const TestFolder parent_;
  const std::string plate_ = parent_ / "net.plate";
};

TEST_F(StepDumpTest, WritesInputsAndEveryStepsOutputs) {
  ASSERT_TRUE(Dump({-1, 0, 2}).ok());
  EXPECT_THAT(Values("input.0.in_put.npy"), ElementsAre(-1, 0, 2));
  EXPECT_THAT(Values("0000.Relu._net_act_1.output.0.npy"),
              ElementsAre(0, 0, 2));
  EXPECT_THAT(Values("0001.Exp.exp_2.output.0.npy"),
              ElementsAre(1, 1, testing::FloatNear(7.389056f, 1e-5f)));
}

TEST_F(StepDumpTest, ListsItsFilesWithTheSourceNodes) {
  ASSERT_TRUE(Dump({1, 2, 3}).ok());
  const auto file = ReadFile(parent_ / "dump/steps.json");
  ASSERT_TRUE(file.ok());
  const Json list = Json::parse(AsText(file->span()));
  ASSERT_EQ(list.size(), 3u);
  EXPECT_THAT(NamesIn(parent_ / "dump"),
              UnorderedElementsAre("steps.json", list[0]["file"],
                                   list[1]["file"], list[2]["file"]));
  EXPECT_FALSE(list[0].contains("step"));
  EXPECT_EQ(list[1]["nodes"], Json({"/net/first", "/net/act.1"}));
  EXPECT_EQ(list[2]["step"], 1);
  EXPECT_EQ(list[2]["op"], "Exp");
  EXPECT_EQ(list[2]["dtype"], "float32");
  EXPECT_EQ(list[2]["shape"], Json({1, 3}));
}

TEST_F(StepDumpTest, KnowsItsSizeBeforehand) {
  const auto dump = StepDump::Open(plate_, 1);
  ASSERT_TRUE(dump.ok());
  EXPECT_EQ(dump->tensors(), 3u);
  EXPECT_EQ(dump->bytes(), 3 * 3 * sizeof(float));
}

TEST(NodeFileName, IsTheLastNodeInPlainLetters) {
  EXPECT_EQ(NodeFileName("a/b+c.d/Mul_1"), "c_d_Mul_1");
  EXPECT_EQ(NodeFileName("../../etc"), "______etc");
  EXPECT_EQ(NodeFileName(""), "");
  const std::string longest = NodeFileName(std::string(500, 'x') + "_end");
  EXPECT_EQ(longest.size(), 120u);
  EXPECT_TRUE(longest.ends_with("x_end"));
}

}  // namespace
}  // namespace burin
