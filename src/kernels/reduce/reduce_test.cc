// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/reduce/reduce.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Reduce : public testing::TestWithParam<Isa> {
 protected:
  void Check(MeanArgs args) {
    Floats y(args.batch * args.columns);
    Floats expected(y.size());
    args.y = y.data();
    for (int64_t t = MeanTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).mean(args, t);
    }
    args.y = expected.data();
    MeanReference(args);
    ASSERT_TRUE(Near(y, expected, 1e-6)) << args.rows << " " << args.columns;
  }
  void Check(const Floats& x, int64_t rows, int64_t columns) {
    Floats y(rows * columns);
    Floats expected(y.size());
    SoftmaxArgs args = {x.data(), y.data(), rows, columns};
    for (int64_t t = SoftmaxTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).softmax(args, t);
    }
    args.y = expected.data();
    SoftmaxReference(args);
    ASSERT_TRUE(Near(y, expected, 5e-7)) << columns;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Reduce, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Reduce, MeanEqualsReferenceForEveryWidth) {
  for (int64_t columns = 1; columns <= 140; ++columns) {
    const Floats x(2 * 7 * columns, 1);
    Check(MeanArgs{x.data(), 2, 7, columns, 7 * columns});
  }
}

TEST_P(Reduce, MeanLeavesOutWhatLiesBetweenSamples) {
  const Floats x(3 * 50 * 64, 1);
  Check(MeanArgs{x.data() + 64, 3, 49, 64, 50 * 64});
}

TEST_P(Reduce, SoftmaxEqualsReferenceForEveryWidth) {
  for (int64_t columns = 1; columns <= 70; ++columns) {
    Check(Floats(9 * columns, 1, 10), 9, columns);
  }
  Check(Floats(20 * 1000, 2, 30), 20, 1000);
}

TEST_P(Reduce, SoftmaxOfLargeAndOfNegativeRowsIsFinite) {
  Floats x(2 * 19);
  for (int64_t i = 0; i < 19; ++i) {
    x[i] = 1e6f + static_cast<float>(i);
    x[19 + i] = -1e6f - static_cast<float>(i);
  }
  Check(x, 2, 19);
}

TEST_P(Reduce, SoftmaxMayWriteInPlace) {
  Floats x(100 * 45, 1);
  Floats expected(x.size());
  SoftmaxArgs args = {x.data(), expected.data(), 100, 45};
  SoftmaxReference(args);
  args.y = x.data();
  for (int64_t t = 0; t < SoftmaxTasks(args); ++t) {
    KernelsFor(GetParam()).softmax(args, t);
  }
  EXPECT_TRUE(Near(x, expected, 5e-7));
}

}  // namespace
}  // namespace burin
