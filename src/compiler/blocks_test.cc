// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/blocks.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"
#include "passes/pipeline.h"
#include "passes/runner.h"
#include "plate/plate.h"

namespace burin {
namespace {

using Network = Graph (*)(int64_t batch);
constexpr Network kNetworks[] = {SmallShiftVit, SmallSmlpNet, SmallT2tVit};

// A graph of one node over an input of 4 samples.
bool Apart(const Op& op, const Dims& dims) {
  GraphBuilder b;
  const ValueId out = b.Add(op, {b.Input(dims)});
  return KeepsSamplesApart(b.Finish(out), 4);
}

bool MeanKeepsApart(int64_t axis) {
  GraphBuilder b;
  const ValueId x = b.Input({4, 3});
  const ValueId out = b.Add(ReduceMean{}, {x, b.Ints({axis})});
  return KeepsSamplesApart(b.Finish(out), 4);
}

TEST(KeepsSamplesApart, HoldsForTheThreeFamilies) {
  for (const Network network : kNetworks) {
    Graph graph = network(4);
    ASSERT_TRUE(RunPasses(graph, CompilePipeline(), {Isa::kScalar, {}},
                          {{"pack-weights"}, ""})
                    .ok());
    EXPECT_TRUE(KeepsSamplesApart(graph, 4));
  }
}

TEST(KeepsSamplesApart, IsFalseForOpsAlongTheFirstDimension) {
  EXPECT_TRUE(Apart(Softmax{1}, {4, 3}));
  EXPECT_FALSE(Apart(Softmax{0}, {4, 3}));
  EXPECT_FALSE(Apart(Softmax{-2}, {4, 3}));
  EXPECT_TRUE(Apart(Transpose{{0, 2, 1}}, {4, 4, 4}));
  EXPECT_FALSE(Apart(Transpose{{1, 0, 2}}, {4, 4, 4}));
  EXPECT_FALSE(Apart(Transpose{}, {4, 4, 4}));
}

TEST(KeepsSamplesApart, IsFalseForReductionsOverSamples) {
  EXPECT_TRUE(MeanKeepsApart(1));
  EXPECT_FALSE(MeanKeepsApart(0));
  EXPECT_FALSE(MeanKeepsApart(-2));
}

TEST(KeepsSamplesApart, IsFalseWhereOneValueMeetsAllOfAnother) {
  GraphBuilder b;
  const ValueId x = b.Input({4, 4});
  // x by itself: rows of the product mix samples.
  EXPECT_FALSE(KeepsSamplesApart(b.Finish(b.Add(MatMul{}, {x, x})), 4));
}

TEST(KeepsSamplesApart, IsFalseForScalesThatAreInputs) {
  // In a batch of as many samples as rows, the scale's samples would meet rows.
  GraphBuilder b;
  const ValueId x = b.Input({4, 4, 2});
  const ValueId scale = b.Input({4, 2}, "scale");
  const ValueId out = b.Add(LayerNormalization{}, {x, scale});
  EXPECT_FALSE(KeepsSamplesApart(b.Finish(out), 4));
}

TEST(SameButForBatch, HoldsForOneNetworkAtTwoBatches) {
  for (const Network network : kNetworks) {
    EXPECT_TRUE(SameButForBatch(network(4), 4, network(1), 1));
    EXPECT_FALSE(SameButForBatch(network(4), 4, network(2), 1));
  }
}

Graph Scaled(int64_t batch, std::vector<float> scale, Dims dims) {
  GraphBuilder b;
  const ValueId x = b.Input({batch, 2});
  const ValueId s = b.Constant(
      Tensor::Of<float>(std::move(dims), std::span<const float>(scale)));
  return b.Finish(b.Add(Mul{}, {x, s}));
}

TEST(SameButForBatch, SeesConstantsThatDependOnTheBatch) {
  EXPECT_TRUE(SameButForBatch(Scaled(2, {3}, {1}), 2, Scaled(1, {3}, {1}), 1));
  EXPECT_FALSE(
      SameButForBatch(Scaled(2, {0.5}, {1}), 2, Scaled(1, {1}, {1}), 1));
}

TEST(SameButForBatch, WantsEqualRowsOfConstantsWithOneForEachSample) {
  EXPECT_TRUE(
      SameButForBatch(Scaled(2, {3, 3}, {2, 1}), 2, Scaled(1, {3}, {1, 1}), 1));
  EXPECT_FALSE(
      SameButForBatch(Scaled(2, {3, 4}, {2, 1}), 2, Scaled(1, {3}, {1, 1}), 1));
}

TEST(SameButForBatch, SeesOtherWires) {
  const auto network = [](int64_t batch, bool swapped) {
    GraphBuilder b;
    const ValueId x = b.Input({batch, 2});
    const ValueId e = b.Add(Exp{}, {x});
    return b.Finish(swapped ? b.Add(Sub{}, {x, e}) : b.Add(Sub{}, {e, x}));
  };
  EXPECT_TRUE(SameButForBatch(network(2, false), 2, network(1, false), 1));
  EXPECT_FALSE(SameButForBatch(network(2, false), 2, network(1, true), 1));
}

// A product of `rows` rows a sample.
int64_t Samples(int64_t batch, int64_t rows) {
  GraphBuilder b;
  const ValueId x = b.Input({batch, rows, 8});
  return SamplesOfBlock(b.Finish(b.Linear(x, 8)), batch);
}

TEST(SamplesOfBlock, AreAsManyAsMakeAWeightServeManyRows) {
  EXPECT_EQ(Samples(8, 200), 1);
  EXPECT_EQ(Samples(8, 64), 1);
  EXPECT_EQ(Samples(8, 40), 2);
  EXPECT_EQ(Samples(6, 16), 6);
  EXPECT_EQ(Samples(8, 1), 8);
  // No divisor is small, or only one that makes too many blocks.
  EXPECT_EQ(Samples(1'000'003, 10), 1'000'003);
  EXPECT_EQ(Samples(2 * kMaxBlocks, 64), 2);
}

class CompiledBlocks : public testing::Test {
 protected:
  int64_t BlocksAt(int64_t batch, const std::string& keep = "") {
    const Graph graph = SmallShiftVit(1);
    const std::string model = WriteOnnx(folder_, "net.onnx", graph);
    CompileOptions options;
    options.target = "scalar";
    Dims dims = graph.dims(graph.inputs()[0]);
    dims[0] = batch;
    options.input_shapes = {{graph.value(graph.inputs()[0]).name, dims}};
    if (!keep.empty()) {
      options.keep_dtype = {keep};
      options.strict = true;
    }
    const std::string path = folder_ / "net.plate";
    const auto report = Compile(model, path, options);
    EXPECT_TRUE(report.ok());
    const auto plate = ReadPlate(path);
    EXPECT_TRUE(plate.ok());
    EXPECT_EQ(WholeType(plate->plan, plate->plan.inputs[0]).dims[0], batch);
    EXPECT_EQ(report->blocks, plate->plan.blocks);
    return plate->plan.blocks;
  }

  const TestFolder folder_;
};

TEST_F(CompiledBlocks, DivideABatchThatIsLargeEnough) {
  EXPECT_EQ(BlocksAt(1), 1);
  EXPECT_GT(BlocksAt(16), 1);
  EXPECT_EQ(16 % BlocksAt(16), 0);
}

TEST_F(CompiledBlocks, TakeListsThatNameStepsMadeLater) {
  EXPECT_GT(BlocksAt(16, "OpType::FusedMlp"), 1);
}

}  // namespace
}  // namespace burin
