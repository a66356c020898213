// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/fuse_mlp.h"

#include <gtest/gtest.h>

#include "ir/graph_testing.h"
#include "passes/pipeline.h"
#include "passes/runner.h"

namespace burin {
namespace {

// How many FusedMlp steps two layers of `rows` rows, k columns and 4 k hidden
// columns become.
int Fused(int64_t rows, int64_t k, Precision precision) {
  GraphBuilder b;
  const ValueId x = b.Input({1, rows, k});
  const ValueId h = b.Add(Gelu{}, {b.Linear(b.LayerNorm(x), 4 * k)});
  Graph graph = b.Finish(b.Add(Add{}, {x, b.Linear(h, k)}));
  PassContext context{Isa::kScalar, {}};
  context.precision.precision = precision;
  EXPECT_TRUE(RunPasses(graph, CompilePipeline(), context, {}).ok());
  return CountOps<FusedMlp>(graph);
}

TEST(FuseMlp, FusesFewRowsOnlyUnderWeightsThatStayInCache) {
  EXPECT_EQ(Fused(49, 96, Precision::kFloat32), 1);
  EXPECT_EQ(Fused(49, 192, Precision::kFloat32), 0);
  EXPECT_EQ(Fused(196, 192, Precision::kFloat32), 1);
}

TEST(FuseMlp, CountsWeightsInBytesOfThePrecision) {
  EXPECT_EQ(Fused(49, 160, Precision::kFloat32), 0);
  EXPECT_EQ(Fused(49, 160, Precision::kBf16), 1);
  EXPECT_EQ(Fused(49, 192, Precision::kBf16), 0);
  EXPECT_EQ(Fused(49, 192, Precision::kInt8), 1);
  EXPECT_EQ(Fused(49, 640, Precision::kInt8), 0);
}

TEST(FuseMlp, DoesNotLookAtTheRowsOfInt8) {
  for (const int64_t rows : {49, 196, 3136}) {
    EXPECT_EQ(Fused(rows, 384, Precision::kInt8), 1);
    EXPECT_EQ(Fused(rows, 640, Precision::kInt8), 0);
  }
}

}  // namespace
}  // namespace burin
