// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/rows/rows.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Rows : public testing::TestWithParam<Isa> {
 protected:
  // Runs the kernel and the reference into fresh memory and compares.
  void Check(RowsArgs args, double bound) {
    Floats y(args.a.rows * args.a.columns);
    Floats expected = y;
    args.y = {y.data(), args.a.columns};
    for (int64_t task = RowsTasks(args) - 1; task >= 0; --task) {
      KernelsFor(GetParam()).rows(args, task);
    }
    args.y.data = expected.data();
    RowsReference(args);
    EXPECT_TRUE(Near(y, expected, bound));
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Rows, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

RowsArgs Dense(const Floats& x, int64_t rows, int64_t columns) {
  RowsArgs args;
  args.a.rows = rows;
  args.a.columns = columns;
  args.a.dense = {x.data(), columns};
  return args;
}

TEST_P(Rows, CopiesExactly) {
  for (int64_t columns = 1; columns <= 67; ++columns) {
    const Floats x(9 * columns, 1);
    Check(Dense(x, 9, columns), 0);
  }
}

TEST_P(Rows, NormalizesEveryWidth) {
  for (int64_t columns = 1; columns <= 140; ++columns) {
    const Floats x(5 * columns, 1);
    const Floats gamma(columns, 2);
    const Floats beta(columns, 3);
    RowsArgs args = Dense(x, 5, columns);
    args.norm = {NormKind::kLayer, 1e-5f, gamma.data(), beta.data()};
    Check(args, 1e-5);
    args.norm.kind = NormKind::kAffine;
    Check(args, 3e-7);
  }
}

TEST_P(Rows, NormalizesRowsFarFromZero) {
  // Mean 1000, deviation 0.3: a one-pass variance would be noise.
  Floats x(4 * 384, 1, 0.5f);
  for (int64_t i = 0; i < x.size(); ++i) x[i] += 1000;
  const Floats gamma(384, 2);
  const Floats beta(384, 3);
  RowsArgs args = Dense(x, 4, 384);
  args.norm = {NormKind::kLayer, 1e-5f, gamma.data(), beta.data()};
  Check(args, 1e-3);
}

TEST_P(Rows, AppliesGroupStatisticsOfEachSample) {
  const Floats x(3 * 10 * 21, 1);
  const Floats gamma(21, 2);
  const Floats beta(21, 3);
  const Floats stats(6, 4);
  RowsArgs args = Dense(x, 30, 21);
  args.norm = {NormKind::kGroup, 0, gamma.data(), beta.data(),
               stats.data(),     10};
  Check(args, 1e-6);
}

TEST_P(Rows, ShiftsEveryGroup) {
  for (const int64_t group : {1, 3, 8, 16, 17}) {
    const int64_t channels = 12 * group;
    const Floats x(2 * 4 * 3 * channels, 1);
    RowsArgs args = Dense(x, 24, channels);
    args.a.kind = RowKind::kShift;
    args.a.shift = {4, 3, group};
    Check(args, 0);
  }
  const Floats x(3 * 8, 1);  // one pixel: all shifted channels are zero
  RowsArgs args = Dense(x, 3, 8);
  args.a.kind = RowKind::kShift;
  args.a.shift = {1, 1, 2};
  Check(args, 0);
}

TEST_P(Rows, UnfoldsBothLayouts) {
  for (const bool channels_first : {false, true}) {
    for (const int64_t channels : {1, 3, 17}) {
      for (const auto& [kernel, stride, pad, dilation] :
           {std::array<int64_t, 4>{1, 1, 0, 1},
            {4, 4, 0, 1},
            {7, 4, 2, 1},
            {3, 2, 1, 1},
            {3, 1, 3, 2},
            {2, 3, 5, 1}}) {
        const int64_t height = 9;
        const int64_t width = 11;
        const Floats x(2 * height * width * channels, 1);
        RowsArgs args = Dense(x, 0, kernel * kernel * channels);
        UnfoldShape u;
        u.height = height;
        u.width = width;
        u.channels = channels;
        const int64_t reach = (kernel - 1) * dilation + 1;
        u.out_height = (height + 2 * pad - reach) / stride + 1;
        u.out_width = (width + 2 * pad - reach) / stride + 1;
        u.kernel_height = u.kernel_width = kernel;
        u.stride_height = u.stride_width = stride;
        u.pad_top = u.pad_left = pad;
        u.dilation_height = u.dilation_width = dilation;
        u.channels_first = channels_first;
        args.a.kind = RowKind::kUnfold;
        args.a.unfold = u;
        args.a.rows = 2 * u.out_height * u.out_width;
        Check(args, 0);
      }
    }
  }
}

TEST_P(Rows, JoinsParts) {
  const Floats x(6 * 70, 1);
  RowsArgs args;
  args.a.kind = RowKind::kConcat;
  args.a.rows = 6;
  args.a.columns = 5 + 16 + 33;
  args.a.parts_count = 3;
  args.a.parts[0] = {x.data(), 7};
  args.a.parts[1] = {x.data() + 20, 0};
  args.a.parts[2] = {x.data() + 50, 40, 3, 150};
  args.a.part_columns[0] = 5;
  args.a.part_columns[1] = 16;
  args.a.part_columns[2] = 33;
  Check(args, 0);
}

TEST_P(Rows, ActivatesAfterTheNorm) {
  const Floats x(7 * 45, 1, 4);
  const Floats gamma(45, 2);
  const Floats beta(45, 3);
  RowsArgs args = Dense(x, 7, 45);
  args.norm = {NormKind::kAffine, 0, gamma.data(), beta.data()};
  args.act = Activation::kGelu;
  Check(args, 1e-6);
  args.act = Activation::kRelu;
  Check(args, 1e-6);
}

TEST(RowsTasks, AreNoneForRowsWithoutColumns) {
  RowsArgs args;
  args.a.rows = int64_t{1} << 47;
  EXPECT_EQ(RowsTasks(args), 0);
}

TEST_P(Rows, MayWriteInPlace) {
  Floats x(50 * 33, 1);
  const Floats gamma(33, 2);
  const Floats beta(33, 3);
  RowsArgs args = Dense(x, 50, 33);
  args.norm = {NormKind::kLayer, 1e-5f, gamma.data(), beta.data()};
  Floats expected(50 * 33);
  args.y = {expected.data(), 33};
  RowsReference(args);
  args.y.data = x.data();
  for (int64_t task = 0; task < RowsTasks(args); ++task) {
    KernelsFor(GetParam()).rows(args, task);
  }
  EXPECT_TRUE(Near(x, expected, 1e-5));
}

}  // namespace
}  // namespace burin
