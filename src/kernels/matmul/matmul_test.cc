// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/matmul/matmul.h"

#include <gtest/gtest.h>

#include <array>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

// As in linear_test.cc: the sums are the same chains.
double Bound(int64_t k) { return 1e-6 + 1e-7 * static_cast<double>(k); }

// A dense batch of products with everything in it owned here.
struct Problem {
  Floats a, b, y;
  MatmulArgs args;

  Problem(int64_t batch, int64_t m, int64_t n, int64_t k)
      : a(batch * m * k, 1), b(batch * k * n, 2), y(batch * m * n) {
    args.batch = batch;
    args.m = m;
    args.n = n;
    args.k = k;
    args.a = a.data();
    args.a_batch_stride = m * k;
    args.a_row_stride = k;
    args.b = b.data();
    args.b_batch_stride = k * n;
    args.b_row_stride = n;
    args.y = y.data();
    args.y_batch_stride = m * n;
    args.y_row_stride = n;
  }
  // B is [n][k] in memory.
  void TransposeB() {
    args.b_row_stride = 1;
    args.b_column_stride = args.k;
  }
  void Run(Isa isa) {
    y.Fill(-77);
    RunTasks(KernelsFor(isa).matmul, args, MatmulTasks(args),
             MatmulScratchBytes(args));
  }
  Floats Expected() {
    Floats expected(y.size());
    MatmulArgs copy = args;
    copy.y = expected.data();
    MatmulReference(copy);
    return expected;
  }
};

class Matmul : public testing::TestWithParam<Isa> {};
INSTANTIATE_TEST_SUITE_P(Isas, Matmul, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Matmul, EqualsReferenceAroundTileEdges) {
  for (const bool transposed : {false, true}) {
    for (int64_t m = 1; m <= 29; m += m < 16 ? 1 : 4) {
      for (int64_t n = 1; n <= 2 * 64 + 1; n += n < 34 ? 1 : 7) {
        Problem problem(1, m, n, 1 + (m * n) % 19);
        if (transposed) problem.TransposeB();
        problem.Run(GetParam());
        ASSERT_TRUE(Near(problem.y, problem.Expected(), Bound(problem.args.k)))
            << m << " x " << n << (transposed ? " transposed" : "");
      }
    }
  }
}

TEST_P(Matmul, EqualsReferenceForEveryDepth) {
  for (const bool transposed : {false, true}) {
    for (int64_t k = 0; k <= 33; ++k) {
      Problem problem(2, 5, 35, k);
      if (transposed) problem.TransposeB();
      problem.Run(GetParam());
      ASSERT_TRUE(Near(problem.y, problem.Expected(), Bound(k))) << k;
    }
  }
}

TEST_P(Matmul, EqualsReferenceAroundChunksOfTheDepth) {
  for (const bool transposed : {false, true}) {
    for (const int64_t k : {511, 512, 513, 1024, 1300}) {
      Problem problem(1, 9, 70, k);
      if (transposed) problem.TransposeB();
      problem.Run(GetParam());
      ASSERT_TRUE(Near(problem.y, problem.Expected(), Bound(k))) << k;
    }
  }
}

TEST_P(Matmul, EqualsReferenceForModelShapes) {
  struct Shape {
    int64_t batch, m, n, k;
    bool transposed;
  };
  for (const Shape& s : {Shape{1, 3136, 32, 64, false},
                         {2, 32, 64, 3136, false},
                         {2, 197, 197, 64, true},
                         {2, 197, 64, 197, false},
                         {1, 196, 1000, 96, false},
                         {1, 1, 1000, 384, true}}) {
    Problem problem(s.batch, s.m, s.n, s.k);
    if (s.transposed) problem.TransposeB();
    problem.Run(GetParam());
    ASSERT_TRUE(Near(problem.y, problem.Expected(), Bound(s.k)))
        << s.m << " x " << s.k << " x " << s.n;
  }
}

TEST_P(Matmul, ScalesTheSums) {
  Problem problem(1, 7, 33, 64);
  problem.args.scale = 0.125f;
  problem.Run(GetParam());
  EXPECT_TRUE(Near(problem.y, problem.Expected(), Bound(8)));
}

// Heads side by side in one matrix: rows are wider than what is used of them.
TEST_P(Matmul, FollowsEveryStride) {
  const int64_t heads = 3;
  const int64_t tokens = 21;
  const int64_t dim = 18;
  const int64_t row = 3 * heads * dim;
  const Floats qkv(tokens * row, 5);
  Floats scores(tokens * heads * (tokens + 2));
  scores.Fill(-77);
  Floats expected = scores;
  MatmulArgs args;
  args.batch = heads;
  args.m = args.n = tokens;
  args.k = dim;
  args.a = qkv.data();
  args.a_batch_stride = args.b_batch_stride = dim;
  args.a_row_stride = row;
  args.b = qkv.data() + heads * dim;
  args.b_row_stride = 1;
  args.b_column_stride = row;
  args.y = scores.data();
  args.y_batch_stride = tokens + 2;
  args.y_row_stride = heads * (tokens + 2);
  RunTasks(KernelsFor(GetParam()).matmul, args, MatmulTasks(args),
           MatmulScratchBytes(args));
  args.y = expected.data();
  MatmulReference(args);
  EXPECT_TRUE(Near(scores, expected, Bound(dim)));
}

TEST_P(Matmul, ReadsBWithAnyTwoStrides) {
  Problem problem(1, 11, 37, 23);
  const Floats wide(23 * 5 * 37 * 3, 6);
  problem.args.b = wide.data();
  problem.args.b_row_stride = 5 * 37 * 3;
  problem.args.b_column_stride = 3;
  problem.Run(GetParam());
  EXPECT_TRUE(Near(problem.y, problem.Expected(), Bound(23)));
}

TEST_P(Matmul, RepeatsAnOperandOfBatchStrideZero) {
  Problem problem(3, 13, 20, 17);
  problem.args.b_batch_stride = 0;
  problem.Run(GetParam());
  EXPECT_TRUE(Near(problem.y, problem.Expected(), Bound(17)));
  problem.args.a_batch_stride = 0;
  problem.args.b_batch_stride = 17 * 20;
  problem.Run(GetParam());
  EXPECT_TRUE(Near(problem.y, problem.Expected(), Bound(17)));
}

// Each element alone, as a product of one row and one column, has the same bits
// as within all tiles and tasks.
TEST_P(Matmul, BitsDependOnOneRowAndOneColumn) {
  Problem problem(1, 150, 300, 590);
  problem.args.scale = 0.3f;
  problem.Run(GetParam());
  for (const int64_t m : {0, 1, 13, 49, 50, 149}) {
    for (const int64_t n : {0, 15, 63, 64, 152, 160, 255, 256, 299}) {
      Floats one(1);
      MatmulArgs args = problem.args;
      args.m = args.n = 1;
      args.a += m * args.a_row_stride;
      args.b += n;
      args.y = one.data();
      RunTasks(KernelsFor(GetParam()).matmul, args, MatmulTasks(args),
               MatmulScratchBytes(args));
      ASSERT_EQ(one[0], problem.y[m * 300 + n]) << m << ", " << n;
    }
  }
}

TEST_P(Matmul, KeepsNanAndInfinityInTheirRowsAndColumns) {
  const int64_t m = 17;
  const int64_t n = 35;
  const int64_t k = 20;
  Problem clean(1, m, n, k);
  clean.Run(GetParam());
  Problem problem(1, m, n, k);
  problem.a[3 * k + 7] = NAN;
  problem.a[5 * k + 2] = INFINITY;
  problem.b[4 * n + 34] = NAN;
  problem.Run(GetParam());
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      const float y = problem.y[i * n + j];
      if (i == 3 || j == 34) {
        EXPECT_TRUE(std::isnan(y)) << i << ", " << j;
      } else if (i == 5) {
        EXPECT_TRUE(std::isinf(y)) << i << ", " << j;
      } else {
        EXPECT_EQ(y, clean.y[i * n + j]) << i << ", " << j;
      }
    }
  }
}

TEST(MatmulTasks, AreNoneForAnEmptyProduct) {
  MatmulArgs args;
  args.k = 4;
  for (const auto& [batch, m, n] :
       {std::array<int64_t, 3>{0, 3, 3}, {2, 0, 3}, {2, 3, 0}}) {
    args.batch = batch;
    args.m = m;
    args.n = n;
    EXPECT_EQ(MatmulTasks(args), 0);
    EXPECT_EQ(MatmulScratchBytes(args), 0u);
  }
}

TEST(MatmulScratchBytes, AreBoundedForEverySize) {
  MatmulArgs args;
  args.batch = 1;
  args.m = args.n = args.k = int64_t{1} << 20;
  EXPECT_LE(MatmulScratchBytes(args), size_t{160} << 10);
}

}  // namespace
}  // namespace burin
