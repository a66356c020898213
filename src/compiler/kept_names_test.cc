// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/kept_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ir/graph_testing.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<SourceNode> kNodes = {{"Conv_0", "Conv", {"11"}},
                                        {"MatMul_1", "MatMul", {"12"}},
                                        {"Gemm_2", "Gemm", {"13"}},
                                        {"Split_3", "Split", {"14", "15"}},
                                        {"Softmax_4", "Softmax", {"16"}}};

KeptNames Resolve(std::vector<std::string> entries) {
  return ResolveKept(entries, kNodes);
}

TEST(ResolveKept, FindsNodesByTheirNamesAndByTheirTensors) {
  const KeptNames kept = Resolve({"Split_3", "15", "Conv_0"});
  EXPECT_THAT(kept.names.nodes, ElementsAre("Conv_0", "Split_3"));
  EXPECT_THAT(kept.unknown, IsEmpty());
}

TEST(ResolveKept, FindsTypesUnderBothVocabularies) {
  EXPECT_THAT(Resolve({"OpType::MatMul"}).names.nodes, ElementsAre("MatMul_1"));
  EXPECT_THAT(Resolve({"OpType::MatMulV2"}).names.nodes,
              ElementsAre("Gemm_2", "MatMul_1"));
  EXPECT_THAT(Resolve({"OpType::SoftmaxV2", "OpType::Conv2D"}).names.nodes,
              ElementsAre("Conv_0", "Softmax_4"));
}

TEST(ResolveKept, LeavesWhatNoNodeIsCalled) {
  const KeptNames kept = Resolve({"Conv_9", "OpType::Gelu", "MatMul"});
  EXPECT_THAT(kept.unknown, ElementsAre("Conv_9", "MatMul"));
  EXPECT_THAT(kept.kinds_only, ElementsAre("Gelu"));
  EXPECT_THAT(kept.names.nodes, IsEmpty());
}

// Exporters write the parts of a GELU; the vendor's types name the whole.
TEST(MissesOf, CountsTypesThatWereFusedAsFound) {
  GraphBuilder b;
  const ValueId x =
      b.Add(FusedLinear{.activation = FusedActivation::kGelu, .columns = 8},
            {b.Input({4, 8}), b.Weight({8, 8})});
  const Graph steps = b.Finish(x);
  const KeptNames kept = Resolve(
      {"OpType::Gelu", "OpType::LayerNorm", "OpType::FusedLinear", "nothing"});
  EXPECT_THAT(MissesOf(kept, steps),
              ElementsAre("nothing", "OpType::LayerNorm"));
}

TEST(MissesText, NamesTheNearest) {
  EXPECT_EQ(MissesText(std::vector<std::string>{"Split_4", "zzzzzzzzzz",
                                                "OpType::SoftMax"},
                       7, kNodes),
            "3 of 7 entries are not in the model: 'Split_4' (nearest: "
            "'Split_3'), 'zzzzzzzzzz', 'OpType::SoftMax' (nearest: "
            "'OpType::Softmax')");
}

TEST(MissesText, NamesTenAtMost) {
  const std::vector<std::string> misses(11, "zzzzzzzzzz");
  const std::string text = MissesText(misses, 11, kNodes);
  EXPECT_THAT(text, testing::HasSubstr("'zzzzzzzzzz', ...;"));
}

TEST(MissesText, SaysThatAListOfAnotherFileDoesNotFit) {
  const std::vector<std::string> misses = {"Mul_60", "Mul_61"};
  EXPECT_THAT(MissesText(misses, 3, kNodes),
              testing::HasSubstr("such a list belongs to one file"));
  EXPECT_THAT(MissesText(misses, 4, kNodes),
              testing::Not(testing::HasSubstr("belongs")));
}

}  // namespace
}  // namespace burin
