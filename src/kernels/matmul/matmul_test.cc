// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/matmul/matmul.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Matmul : public testing::TestWithParam<Isa> {
 protected:
  // B is [K][N], or its transpose [N][K], or every third element of [K][3 N].
  enum Layout { kRows, kTransposed, kSpread };

  void Check(int64_t batch, int64_t m, int64_t n, int64_t k, Layout layout) {
    const Floats a(batch * m * k, 1);
    const Floats b(batch * k * n * 3, 2);
    Floats y(batch * m * n);
    Floats expected(y.size());
    MatmulArgs args;
    args.batch = batch;
    args.m = m;
    args.n = n;
    args.k = k;
    args.a = a.data();
    args.a_batch_stride = m * k;
    args.a_row_stride = k;
    args.b = b.data();
    args.b_batch_stride = k * n;
    args.b_row_stride = layout == kRows ? n : layout == kSpread ? 3 * n : 1;
    args.b_column_stride = layout == kRows ? 1 : layout == kSpread ? 3 : k;
    if (layout == kSpread) args.b_batch_stride = 0;
    args.scale = 0.5f;
    args.y = y.data();
    args.y_batch_stride = m * n;
    args.y_row_stride = n;
    RunTasks(KernelsFor(GetParam()).matmul, args, MatmulTasks(args),
             MatmulScratchBytes(args));
    args.y = expected.data();
    MatmulReference(args);
    ASSERT_TRUE(Near(y, expected, 1e-6 + 1e-7 * static_cast<double>(k)))
        << m << " " << n << " " << k << " " << layout;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Matmul, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Matmul, EqualsReferenceAroundTileEdges) {
  for (const Layout layout : {kRows, kTransposed, kSpread}) {
    for (int64_t n = 1; n <= 140; n += n < 36 ? 1 : 9) {
      Check(2, 1 + n % 15, n, 1 + n % 19, layout);
    }
  }
}

TEST_P(Matmul, EqualsReferenceForAttentionShapes) {
  Check(3, 197, 197, 64, kTransposed);
  Check(3, 197, 64, 197, kRows);
  Check(1, 300, 700, 30, kRows);
  Check(1, 3, 70, 3000, kRows);
}

TEST_P(Matmul, HasNoTasksForNothing) {
  MatmulArgs args;
  args.batch = 2;
  args.m = 3;
  args.k = 4;
  EXPECT_EQ(MatmulTasks(args), 0);
}

}  // namespace
}  // namespace burin
