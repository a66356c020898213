// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/elementwise/elementwise.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <iterator>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"
#include "kernels/reference_math.h"

namespace burin {
namespace {

class Elementwise : public testing::TestWithParam<Isa> {
 protected:
  void Run(const UnaryArgs& args) {
    for (int64_t t = UnaryTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).unary(args, t);
    }
  }
  void Run(const BinaryArgs& args) {
    for (int64_t t = BinaryTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).binary(args, t);
    }
  }
  // Every 2^step-th float, so all exponents and both signs; `check` sees x, y.
  template <typename F>
  void Sweep(UnaryOp op, int step, const F& check) {
    constexpr int64_t kBlock = 1 << 16;
    std::vector<float> x(kBlock);
    std::vector<float> y(kBlock);
    const int64_t total = int64_t{1} << (32 - step);
    for (int64_t first = 0; first < total; first += kBlock) {
      for (int64_t i = 0; i < kBlock; ++i) {
        x[static_cast<size_t>(i)] =
            std::bit_cast<float>(static_cast<uint32_t>((first + i) << step));
      }
      Run(UnaryArgs{op, x.data(), y.data(), kBlock});
      for (size_t i = 0; i < kBlock; ++i) check(x[i], y[i]);
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Elementwise, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Elementwise, GeluIsWithinItsBoundForFloatsOfAllSizes) {
  double worst = 0;
  Sweep(UnaryOp::kGelu, 10, [&](float x, float y) {
    if (std::isnan(x)) {
      ASSERT_TRUE(std::isnan(y));
      return;
    }
    const double exact = std::isinf(x) ? (x > 0 ? x : 0) : ReferenceGelu(x);
    if (std::isinf(exact)) {
      ASSERT_EQ(y, x);
      return;
    }
    const double scale = std::max(1.0, std::abs(static_cast<double>(x)));
    worst = std::max(worst, std::abs(static_cast<double>(y) - exact) / scale);
  });
  EXPECT_LE(worst, 1e-7);
}

TEST_P(Elementwise, GeluIsWithinItsBoundOnADenseGrid) {
  constexpr int64_t kCount = 1 << 20;
  std::vector<float> x(kCount);
  std::vector<float> y(kCount);
  for (int64_t i = 0; i < kCount; ++i) {
    x[static_cast<size_t>(i)] = static_cast<float>(i - kCount / 2) / 65536.0f;
  }
  Run(UnaryArgs{UnaryOp::kGelu, x.data(), y.data(), kCount});
  double worst = 0;
  for (size_t i = 0; i < kCount; ++i) {
    const double scale = std::max(1.0, std::abs(static_cast<double>(x[i])));
    worst = std::max(
        worst,
        std::abs(static_cast<double>(y[i]) - ReferenceGelu(x[i])) / scale);
  }
  EXPECT_LE(worst, 1e-7);
}

TEST_P(Elementwise, ExpIsWithinItsBoundForFloatsOfAllSizes) {
  Sweep(UnaryOp::kExp, 10, [&](float x, float y) {
    const double exact = std::exp(static_cast<double>(x));
    if (std::isnan(x)) {
      ASSERT_TRUE(std::isnan(y));
    } else if (exact > 3.402823e38) {
      ASSERT_GE(y, 3.402e38f) << x;
    } else {
      // Below the normal numbers the spacing of floats is the bound.
      ASSERT_NEAR(y, exact, 2e-7 * exact + 1.5e-45) << x;
    }
  });
}

TEST_P(Elementwise, ExactOperationsAreExact) {
  for (const UnaryOp op : {UnaryOp::kCopy, UnaryOp::kRelu, UnaryOp::kNeg,
                           UnaryOp::kAbs, UnaryOp::kRecip}) {
    for (const int64_t count : {1, 15, 16, 17, 33, 40000}) {
      const Floats x(count, 3);
      Floats y(count);
      Floats expected(count);
      Run(UnaryArgs{op, x.data(), y.data(), count});
      UnaryReference(UnaryArgs{op, x.data(), expected.data(), count});
      ASSERT_TRUE(Near(y, expected, 0)) << static_cast<int>(op);
    }
  }
  Floats x(100, 3);
  for (int64_t i = 0; i < 100; ++i) x[i] = std::abs(x[i]);
  Floats y(100);
  Run(UnaryArgs{UnaryOp::kSqrt, x.data(), y.data(), 100});
  for (int64_t i = 0; i < 100; ++i) EXPECT_EQ(y[i], std::sqrt(x[i]));
}

TEST_P(Elementwise, BinaryRepeatsEitherOperandEitherWay) {
  for (const BinaryOp op :
       {BinaryOp::kAdd, BinaryOp::kSub, BinaryOp::kMul, BinaryOp::kDiv}) {
    for (int64_t columns = 1; columns <= 35; ++columns) {
      for (int kind = 0; kind < 16; ++kind) {
        const int64_t rows = 5;
        const Floats a(rows * columns, 1);
        const Floats b(rows * columns, 2);
        Floats y(rows * columns);
        Floats expected(rows * columns);
        BinaryArgs args;
        args.op = op;
        args.a = a.data();
        args.b = b.data();
        args.a_row_stride = (kind & 1) != 0 ? columns : 0;
        args.b_row_stride = (kind & 2) != 0 ? columns : 0;
        args.a_column_stride = (kind & 4) != 0 ? 1 : 0;
        args.b_column_stride = (kind & 8) != 0 ? 1 : 0;
        args.y = y.data();
        args.rows = rows;
        args.columns = columns;
        Run(args);
        args.y = expected.data();
        BinaryReference(args);
        ASSERT_TRUE(Near(y, expected, 0)) << columns << " " << kind;
      }
    }
  }
}

TEST_P(Elementwise, BinaryMayWriteOverAnOperand) {
  Floats a(1000 * 30, 1);
  const Floats b(30, 2);
  Floats expected(a.size());
  BinaryArgs args;
  args.a = a.data();
  args.a_row_stride = 30;
  args.b = b.data();
  args.y = expected.data();
  args.rows = 1000;
  args.columns = 30;
  BinaryReference(args);
  args.y = a.data();
  Run(args);
  EXPECT_TRUE(Near(a, expected, 0));
}

// Rows of a bias, and operands of equal shape, which are one long row.
TEST_P(Elementwise, BinaryCutsManyRowsAndLongRows) {
  const int64_t count = 3136 * 384;
  const Floats a(count, 1);
  const Floats b(count, 2);
  for (const int64_t columns : {int64_t{384}, count, count - 5}) {
    const int64_t rows = count / columns;
    Floats y(rows * columns);
    Floats expected(rows * columns);
    BinaryArgs args;
    args.a = a.data();
    args.a_row_stride = columns;
    args.b = b.data();
    args.y = y.data();
    args.rows = rows;
    args.columns = columns;
    EXPECT_GE(BinaryTasks(args), 16);
    Run(args);
    args.y = expected.data();
    BinaryReference(args);
    ASSERT_TRUE(Near(y, expected, 0)) << columns;
  }
}

TEST_P(Elementwise, BinaryRepeatsAnElementAlongACutRow) {
  const int64_t columns = 40001;
  const Floats x(2 * columns, 1);
  const Floats element(2, 2);
  for (const bool left : {false, true}) {
    Floats y(x.size());
    Floats expected(x.size());
    BinaryArgs args;
    args.op = BinaryOp::kSub;
    args.a = left ? element.data() : x.data();
    args.b = left ? x.data() : element.data();
    args.a_column_stride = left ? 0 : 1;
    args.b_column_stride = left ? 1 : 0;
    args.a_row_stride = left ? 1 : columns;
    args.b_row_stride = left ? columns : 1;
    args.y = y.data();
    args.rows = 2;
    args.columns = columns;
    Run(args);
    args.y = expected.data();
    BinaryReference(args);
    ASSERT_TRUE(Near(y, expected, 0)) << left;
  }
}

// Both NaN, or equal.
bool Same(float a, float b) {
  return (std::isnan(a) && std::isnan(b)) || a == b;
}

constexpr float kExtremes[] = {NAN,      INFINITY, -INFINITY, 0.0f,   -0.0f,
                               3.4e38f,  -3.4e38f, 1.2e-38f,  1e-45f, -1e-45f,
                               16777216, 0.1f,     -1};

TEST_P(Elementwise, UnaryTreatsExtremesAsTheReference) {
  for (const UnaryOp op : {UnaryOp::kCopy, UnaryOp::kRelu, UnaryOp::kSqrt,
                           UnaryOp::kNeg, UnaryOp::kAbs, UnaryOp::kRecip}) {
    for (int64_t count = 1; count <= 33; ++count) {
      Floats x(count);
      for (int64_t i = 0; i < count; ++i) {
        x[i] = kExtremes[i % std::ssize(kExtremes)];
      }
      Floats y(count);
      Floats expected(count);
      Run(UnaryArgs{op, x.data(), y.data(), count});
      UnaryReference(UnaryArgs{op, x.data(), expected.data(), count});
      for (int64_t i = 0; i < count; ++i) {
        ASSERT_TRUE(Same(y[i], expected[i]))
            << static_cast<int>(op) << " of " << x[i];
      }
      ASSERT_TRUE(y.GuardsIntact());
    }
  }
}

TEST_P(Elementwise, BinaryTreatsExtremesAsTheReference) {
  constexpr int64_t kCount = std::ssize(kExtremes);
  Floats a(kCount * kCount);
  Floats b(kCount * kCount);
  for (int64_t i = 0; i < kCount * kCount; ++i) {
    a[i] = kExtremes[i / kCount];
    b[i] = kExtremes[i % kCount];
  }
  for (const BinaryOp op :
       {BinaryOp::kAdd, BinaryOp::kSub, BinaryOp::kMul, BinaryOp::kDiv}) {
    Floats y(a.size());
    Floats expected(a.size());
    BinaryArgs args;
    args.op = op;
    args.a = a.data();
    args.b = b.data();
    args.y = y.data();
    args.rows = 1;
    args.columns = a.size();
    Run(args);
    args.y = expected.data();
    BinaryReference(args);
    for (int64_t i = 0; i < a.size(); ++i) {
      ASSERT_TRUE(Same(y[i], expected[i]))
          << static_cast<int>(op) << " of " << a[i] << " and " << b[i];
    }
  }
}

TEST_P(Elementwise, UnaryMayWriteInPlace) {
  for (const UnaryOp op : {UnaryOp::kGelu, UnaryOp::kExp, UnaryOp::kRelu}) {
    Floats x(20001, 1, 4);
    Floats y(x.size());
    Run(UnaryArgs{op, x.data(), y.data(), x.size()});
    Run(UnaryArgs{op, x.data(), x.data(), x.size()});
    EXPECT_TRUE(x.SameBits(y)) << static_cast<int>(op);
  }
}

// Full vectors, the tail and other tasks give an element the same bits.
TEST_P(Elementwise, BitsDependOnTheElementOnly) {
  for (const UnaryOp op : {UnaryOp::kGelu, UnaryOp::kExp}) {
    const Floats x(3 * 16384 + 5, 1, 8);
    Floats y(x.size());
    Run(UnaryArgs{op, x.data(), y.data(), x.size()});
    for (int64_t i = 0; i < x.size(); i += 61) {
      float one = 0;
      Run(UnaryArgs{op, x.data() + i, &one, 1});
      ASSERT_EQ(one, y[i]) << static_cast<int>(op) << " of " << x[i];
    }
  }
}

}  // namespace
}  // namespace burin
