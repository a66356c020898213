// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/transpose/transpose.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Transpose : public testing::TestWithParam<Isa> {
 protected:
  void Check(int64_t batch, int64_t rows, int64_t columns) {
    const Floats x(batch * rows * columns, 1);
    Floats y(x.size());
    Floats expected(x.size());
    TransposeArgs args = {x.data(), y.data(), batch, rows, columns};
    for (int64_t t = TransposeTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).transpose(args, t);
    }
    args.y = expected.data();
    TransposeReference(args);
    ASSERT_TRUE(Near(y, expected, 0)) << rows << " x " << columns;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Transpose, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Transpose, MovesEveryElementAroundTileEdges) {
  for (int64_t rows = 1; rows <= 67; rows += rows < 35 ? 1 : 8) {
    for (int64_t columns = 1; columns <= 67; columns += columns < 35 ? 1 : 8) {
      Check(1, rows, columns);
    }
  }
}

TEST_P(Transpose, MovesEveryElementOfImages) {
  Check(1, 3, 224 * 224);
  Check(1, 224 * 224, 3);
  Check(2, 96, 56 * 56);
  Check(2, 56 * 56, 96);
  Check(2, 49, 768);
  Check(3, 196, 80);
}

// Else threads would write the same memory.
TEST_P(Transpose, TasksShareTheElementsAmongThem) {
  for (const auto& [rows, columns] :
       {std::array<int64_t, 2>{3, 5000}, {5000, 3}, {300, 90}, {90, 300}}) {
    const Floats x(2 * rows * columns, 1);  // in [-1, 1)
    Floats y(x.size());
    const TransposeArgs args = {x.data(), y.data(), 2, rows, columns};
    ASSERT_GE(TransposeTasks(args), 4);
    std::vector<int> writes(static_cast<size_t>(y.size()));
    for (int64_t t = 0; t < TransposeTasks(args); ++t) {
      y.Fill(7);
      KernelsFor(GetParam()).transpose(args, t);
      for (int64_t i = 0; i < y.size(); ++i) {
        if (y[i] != 7) ++writes[static_cast<size_t>(i)];
      }
      EXPECT_TRUE(std::any_of(y.data(), y.data() + y.size(),
                              [](float v) { return v != 7; }))
          << rows << " x " << columns << ": task " << t;
    }
    EXPECT_EQ(std::count(writes.begin(), writes.end(), 1), y.size())
        << rows << " x " << columns;
  }
}

TEST_P(Transpose, CopiesTheBitsOfNan) {
  const float nan = std::bit_cast<float>(0x7fa12345u);  // signalling
  for (const int64_t side : {5, 16, 37}) {
    Floats x(side * side, 1);
    for (int64_t i = 0; i < x.size(); i += 3) x[i] = nan;
    Floats y(x.size());
    Floats expected(x.size());
    TransposeArgs args = {x.data(), y.data(), 1, side, side};
    for (int64_t t = 0; t < TransposeTasks(args); ++t) {
      KernelsFor(GetParam()).transpose(args, t);
    }
    args.y = expected.data();
    TransposeReference(args);
    EXPECT_TRUE(y.SameBits(expected)) << side;
  }
}

TEST(TransposeTasks, CutTheLongerSide) {
  EXPECT_GE(TransposeTasks({nullptr, nullptr, 1, 3, 224 * 224}), 16);
  EXPECT_GE(TransposeTasks({nullptr, nullptr, 1, 224 * 224, 3}), 16);
  EXPECT_EQ(TransposeTasks({nullptr, nullptr, 4, 0, 3}), 0);
  EXPECT_EQ(TransposeTasks({nullptr, nullptr, 4, 3, 0}), 0);
}

}  // namespace
}  // namespace burin
