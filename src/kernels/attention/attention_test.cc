// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/attention/attention.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Attention : public testing::TestWithParam<Isa> {
 protected:
  Floats Run(AttentionArgs args) {
    Floats y(args.batch * args.tokens * args.y_stride);
    y.Fill(-77);
    args.y = y.data();
    RunTasks(KernelsFor(GetParam()).attention, args, AttentionTasks(args),
             AttentionScratchBytes(args));
    return y;
  }
  Floats Expected(AttentionArgs args) {
    Floats y(args.batch * args.tokens * args.y_stride);
    y.Fill(-77);
    args.y = y.data();
    AttentionReference(args);
    return y;
  }
  static AttentionArgs Make(const Floats& qkv, int64_t batch, int64_t tokens,
                            int64_t heads, int64_t dim, float scale) {
    AttentionArgs args;
    args.qkv = qkv.data();
    args.batch = batch;
    args.tokens = tokens;
    args.heads = heads;
    args.head_dim = dim;
    args.row_stride = 3 * heads * dim;
    args.scale = scale;
    args.y_stride = heads * dim;
    return args;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Attention, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Attention, EqualsReferenceAroundVectorEdges) {
  for (int64_t tokens = 1; tokens <= 70; tokens += tokens < 36 ? 1 : 5) {
    const int64_t dim = 1 + tokens % 34;
    const Floats qkv(2 * tokens * 3 * 2 * dim, 1, 2);
    const AttentionArgs args = Make(qkv, 2, tokens, 2, dim, 0.3f);
    ASSERT_TRUE(Near(Run(args), Expected(args), 3e-6)) << tokens << " " << dim;
  }
}

TEST_P(Attention, EqualsReferenceForModelShapes) {
  const Floats qkv(197 * 3 * 6 * 64, 1, 3);
  const AttentionArgs args = Make(qkv, 1, 197, 6, 64, 0.125f);
  // Products of 64 terms near 100 lose 1e-5, an eighth of which is an error of
  // the exponent.
  EXPECT_TRUE(Near(Run(args), Expected(args), 1e-5));
}

TEST_P(Attention, TakesManyTokensAndWideHeads) {
  const Floats qkv(500 * 3 * 256, 1);
  const AttentionArgs args = Make(qkv, 1, 500, 1, 256, 0.0625f);
  EXPECT_TRUE(Near(Run(args), Expected(args), 3e-6));
}

TEST_P(Attention, LargeScoresDoNotOverflow) {
  const Floats qkv(20 * 3 * 16, 1, 100);
  for (const float scale : {1.0f, -1.0f}) {
    const AttentionArgs args = Make(qkv, 1, 20, 1, 16, scale);
    EXPECT_TRUE(Near(Run(args), Expected(args), 0.3));
  }
}

TEST_P(Attention, NanAndInfinityStayInTheRowOfTheirQuery) {
  const int64_t row = 3 * 24;
  Floats qkv(50 * row, 1);
  const Floats clean = Run(Make(qkv, 1, 50, 1, 24, 0.3f));
  qkv[7 * row + 3] = NAN;
  qkv[30 * row] = INFINITY;
  const Floats y = Run(Make(qkv, 1, 50, 1, 24, 0.3f));
  for (int64_t i = 0; i < y.size(); ++i) {
    if (i / 24 == 7 || i / 24 == 30) {
      ASSERT_TRUE(std::isnan(y[i])) << i;
    } else {
      ASSERT_EQ(y[i], clean[i]) << i;
    }
  }
}

TEST_P(Attention, ScoresFarBelowTheLargestCountNothing) {
  Floats qkv(40 * 3, 1);
  qkv.Fill(1);
  for (int64_t t = 1; t < 40; ++t) {
    qkv[3 * t + 1] = t % 2 == 0 ? -INFINITY : -1e30f;
    qkv[3 * t + 2] = 1e30f;
  }
  EXPECT_TRUE(Near(
      Run(Make(qkv, 1, 40, 1, 1, 1)),
      [] {
        Floats ones(40);
        ones.Fill(1);
        return ones;
      }(),
      1e-7));
}

// A probability that lies between two bf16 may round to either.
TEST_P(Attention, EqualsReferenceInBf16AroundVectorEdges) {
  for (int64_t tokens = 1; tokens <= 70; tokens += tokens < 36 ? 1 : 5) {
    const int64_t dim = 1 + tokens % 34;
    const Floats qkv(2 * tokens * 3 * 2 * dim, 1);
    for (const float scale : {0.3f, -0.3f}) {
      AttentionArgs args = Make(qkv, 2, tokens, 2, dim, scale);
      args.operands = Operands::kBf16;
      ASSERT_TRUE(Near(Run(args), Expected(args), 3e-3))
          << tokens << " " << dim;
    }
  }
}

TEST_P(Attention, EqualsReferenceInBf16ForModelShapes) {
  const Floats qkv(197 * 3 * 6 * 64, 1, 3);
  AttentionArgs args = Make(qkv, 1, 197, 6, 64, 0.125f);
  args.operands = Operands::kBf16;
  const Floats y = Run(args);
  // A probability near the middle of two bf16 numbers may become either.
  EXPECT_TRUE(Near(y, Expected(args), 6e-3));
  args.operands = Operands::kFloat32;
  EXPECT_FALSE(Near(y, Expected(args), 1e-3));
  EXPECT_TRUE(Near(y, Expected(args), 1e-1));
}

TEST_P(Attention, BitsOfASampleInBf16DoNotDependOnTheBatch) {
  const Floats qkv(20 * 71 * 3 * 34, 1);
  AttentionArgs args = Make(qkv, 20, 71, 2, 17, 0.25f);
  args.operands = Operands::kBf16;
  const Floats all = Run(args);
  args = Make(qkv, 1, 71, 2, 17, 0.25f);
  args.operands = Operands::kBf16;
  args.qkv += 13 * 71 * 102;
  const Floats one = Run(args);
  EXPECT_EQ(std::memcmp(one.data(), all.data() + 13 * 71 * 34, 71 * 34 * 4), 0);
}

TEST_P(Attention, LeavesWhatLiesBetweenRows) {
  const Floats qkv(9 * 50, 1);
  AttentionArgs args = Make(qkv, 1, 9, 2, 5, 1);
  args.row_stride = 50;
  args.y_stride = 13;
  EXPECT_TRUE(Near(Run(args), Expected(args), 3e-6));
}

TEST_P(Attention, BitsOfASampleDoNotDependOnTheBatch) {
  const Floats qkv(20 * 70 * 3 * 32, 1);
  const Floats all = Run(Make(qkv, 20, 70, 2, 16, 0.25f));
  AttentionArgs args = Make(qkv, 1, 70, 2, 16, 0.25f);
  args.qkv += 13 * 70 * 96;
  const Floats one = Run(args);
  EXPECT_EQ(std::memcmp(one.data(), all.data() + 13 * 70 * 32, 70 * 32 * 4), 0);
}

}  // namespace
}  // namespace burin
