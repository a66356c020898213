// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/reduce/reduce.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

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

TEST_P(Reduce, MeanEqualsReferenceForModelShapes) {
  for (const auto& [rows, columns] :
       {std::array<int64_t, 2>{49, 768}, {196, 384}, {3136, 96}}) {
    const Floats x(rows * columns, 1);
    Check(MeanArgs{x.data(), 1, rows, columns, rows * columns});
  }
}

TEST_P(Reduce, MeanKeepsNanAndInfinityInTheirColumns) {
  const int64_t rows = 5;
  const int64_t columns = 75;
  Floats x(rows * columns, 1);
  x[2 * columns + 3] = NAN;
  x[4 * columns + 74] = INFINITY;
  Floats y(columns);
  Floats expected(columns);
  MeanArgs args = {x.data(), 1, rows, columns, rows * columns, y.data()};
  for (int64_t t = 0; t < MeanTasks(args); ++t) {
    KernelsFor(GetParam()).mean(args, t);
  }
  args.y = expected.data();
  MeanReference(args);
  EXPECT_TRUE(std::isnan(y[3]));
  EXPECT_EQ(y[74], INFINITY);
  y[3] = expected[3] = y[74] = expected[74] = 0;
  EXPECT_TRUE(Near(y, expected, 1e-6));
}

TEST_P(Reduce, MeanBitsDependOnTheColumnOnly) {
  const int64_t rows = 49;
  const int64_t columns = 150;
  const Floats x(rows * columns, 1);
  Floats y(columns);
  MeanArgs args = {x.data(), 1, rows, columns, rows * columns, y.data()};
  for (int64_t t = 0; t < MeanTasks(args); ++t) {
    KernelsFor(GetParam()).mean(args, t);
  }
  for (int64_t c = 0; c < columns; ++c) {
    Floats column(rows);
    Floats one(1);
    for (int64_t r = 0; r < rows; ++r) column[r] = x[r * columns + c];
    args = {column.data(), 1, rows, 1, rows, one.data()};
    KernelsFor(GetParam()).mean(args, 0);
    ASSERT_EQ(one[0], y[c]) << c;
  }
}

TEST_P(Reduce, SoftmaxOfMinusInfinityIsZero) {
  for (int64_t columns = 2; columns <= 35; ++columns) {
    Floats x(columns, 1);
    for (int64_t c = 0; c < columns; c += 2) x[c] = -INFINITY;
    Check(x, 1, columns);
  }
}

// As the reference: one NaN or positive infinity, or only negative infinities,
// and no element of that row is a number; other rows are as they were.
TEST_P(Reduce, SoftmaxOfNanIsNanInItsRowOnly) {
  for (int64_t columns = 1; columns <= 35; ++columns) {
    Floats x(5 * columns, 1);
    x[columns - 1] = NAN;
    x[2 * columns] = INFINITY;
    for (int64_t c = 0; c < columns; ++c) x[4 * columns + c] = -INFINITY;
    Floats y(x.size());
    Floats expected(x.size());
    SoftmaxArgs args = {x.data(), y.data(), 5, columns};
    for (int64_t t = 0; t < SoftmaxTasks(args); ++t) {
      KernelsFor(GetParam()).softmax(args, t);
    }
    args.y = expected.data();
    SoftmaxReference(args);
    for (int64_t i = 0; i < x.size(); ++i) {
      if (i / columns % 2 == 1) {
        ASSERT_NEAR(y[i], expected[i], 5e-7) << i << " of " << columns;
      } else {
        ASSERT_TRUE(std::isnan(y[i])) << i << " of " << columns;
      }
    }
  }
}

TEST_P(Reduce, SoftmaxBitsDependOnTheRowOnly) {
  const int64_t rows = 300;
  const int64_t columns = 45;
  const Floats x(rows * columns, 1, 5);
  Floats y(x.size());
  SoftmaxArgs args = {x.data(), y.data(), rows, columns};
  ASSERT_GE(SoftmaxTasks(args), 2);
  for (int64_t t = 0; t < SoftmaxTasks(args); ++t) {
    KernelsFor(GetParam()).softmax(args, t);
  }
  for (int64_t r = 0; r < rows; r += 7) {
    Floats one(columns);
    KernelsFor(GetParam())
        .softmax({x.data() + r * columns, one.data(), 1, columns}, 0);
    ASSERT_EQ(std::memcmp(one.data(), y.data() + r * columns,
                          static_cast<size_t>(columns) * sizeof(float)),
              0)
        << r;
  }
}

}  // namespace
}  // namespace burin
