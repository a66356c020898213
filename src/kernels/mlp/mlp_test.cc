// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/mlp/mlp.h"

#include <gtest/gtest.h>

#include "base/checked_math.h"
#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"
#include "kernels/linear/register_tile.h"

namespace burin {
namespace {

// Weights of about 1 / sqrt(K) keep every layer's values near 1; errors are
// then some units of 2^-24 times the square root of the number of terms.
// Where operands are rounded, some elements of the row and of the hidden tensor
// go to the neighbour of what the reference has.
double Bound(Operands operands, int64_t k, int64_t hidden) {
  if (operands == Operands::kBf16) return 0.02;
  if (operands == Operands::kInt8) return 0.05;
  return 1e-6 + 1e-7 * std::sqrt(static_cast<double>(k + hidden));
}

// What is multiplied, and where.
struct Case {
  Isa isa;
  Operands operands;
};

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const Isa isa : UsableIsas()) {
    for (const Operands operands :
         {Operands::kFloat32, Operands::kBf16, Operands::kInt8}) {
      cases.push_back({isa, operands});
    }
  }
  return cases;
}

struct Problem {
  Case what;
  Isa isa;
  int64_t m, k, hidden, n;
  Floats x, w1, b1, w2, b2, gamma, beta, stats, y;
  std::vector<float> packed1, packed2;
  MlpArgs args;

  Problem(Case tested, int64_t rows, int64_t depth, int64_t middle,
          int64_t columns)
      : what(tested),
        isa(tested.isa),
        m(rows),
        k(depth),
        hidden(middle),
        n(columns),
        x(m * k, 1),
        w1(k * hidden, 2, 1 / std::sqrt(static_cast<float>(k))),
        b1(hidden, 3),
        w2(hidden * n, 4, 1 / std::sqrt(static_cast<float>(hidden))),
        b2(n, 5),
        gamma(k, 6),
        beta(k, 7),
        stats(2 * m, 8),
        y(m * n) {
    args.a.rows = m;
    args.a.columns = k;
    args.a.dense = {x.data(), k};
    args.operands = what.operands;
    args.tile = ChooseMlpTile(isa, m, k, hidden, n, what.operands);
    args.hidden = hidden;
    args.n = n;
    args.act = Activation::kGelu;
    args.y = {y.data(), n};
  }
  void Run() {
    ASSERT_TRUE(IsMlpTile(isa, args.tile));
    packed1.resize(
        PackedLinearWords(isa, args.tile.nr1, k, hidden, what.operands));
    packed2.resize(
        PackedLinearWords(isa, args.tile.nr2, hidden, n, what.operands));
    PackLinearWeights(isa, args.tile.nr1, k, hidden, w1.data(), hidden, 1,
                      b1.data(), packed1.data(), what.operands);
    PackLinearWeights(isa, args.tile.nr2, hidden, n, w2.data(), n, 1, b2.data(),
                      packed2.data(), what.operands);
    args.packed1 = packed1.data();
    args.packed2 = packed2.data();
    y.Fill(-77);
    RunTasks(KernelsFor(isa).mlp, args, MlpTasks(args), MlpScratchBytes(args));
  }
  Floats Expected() {
    Floats expected(m * n);
    MlpArgs copy = args;
    copy.y.data = expected.data();
    MlpReference(isa, copy);
    return expected;
  }
};

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  const char* const names[] = {"", "_in_bf16", "_in_int8"};
  return std::string(IsaName(info.param.isa)) +
         names[static_cast<int>(info.param.operands)];
}

class Mlp : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Isas, Mlp, testing::ValuesIn(Cases()), CaseName);

TEST_P(Mlp, EqualsReferenceForOddShapes) {
  Random random(3);
  for (int i = 0; i < 150; ++i) {
    Problem problem(GetParam(), 1 + random.Below(33), 1 + random.Below(70),
                    1 + random.Below(300), 1 + random.Below(140));
    problem.Run();
    ASSERT_TRUE(Near(problem.y, problem.Expected(),
                     Bound(GetParam().operands, problem.k, problem.hidden)))
        << problem.m << " " << problem.k << " " << problem.hidden << " "
        << problem.n;
  }
}

TEST_P(Mlp, EqualsReferenceForModelShapes) {
  const int64_t shapes[][3] = {
      {60, 96, 384}, {33, 192, 768}, {13, 384, 1536}, {24, 80, 240}};
  for (const auto& [m, k, hidden] : shapes) {
    Problem problem(GetParam(), m, k, hidden, k);
    problem.args.norm = {NormKind::kLayer, 1e-5f, problem.gamma.data(),
                         problem.beta.data()};
    problem.args.residual_kind = ResidualKind::kSource;
    problem.Run();
    ASSERT_TRUE(Near(problem.y, problem.Expected(),
                     Bound(GetParam().operands, k, hidden)));
  }
}

TEST_P(Mlp, ReadsTheShiftedImageTwice) {
  Problem problem(GetParam(), 2 * 6 * 5, 48, 100, 48);
  problem.args.a.kind = RowKind::kShift;
  problem.args.a.shift = {6, 5, 4};
  problem.args.norm = {NormKind::kGroup,     0,
                       problem.gamma.data(), problem.beta.data(),
                       problem.stats.data(), 30};
  problem.args.residual_kind = ResidualKind::kSource;
  problem.Run();
  EXPECT_TRUE(
      Near(problem.y, problem.Expected(), Bound(GetParam().operands, 48, 100)));
}

TEST_P(Mlp, BitsAreThoseOfTwoLinearKernels) {
  Problem problem(GetParam(), 50, 70, 210, 90);
  // GELU of hidden columns in int8 may go by codes, which a linear kernel,
  // whose results are floats, has no use for.
  if (GetParam().operands == Operands::kInt8) {
    problem.args.act = Activation::kRelu;
  }
  problem.Run();
  Floats hidden(50 * 210);
  Floats y(50 * 90);
  const Isa isa = problem.isa;
  LinearArgs one;
  one.operands = problem.what.operands;
  one.a = problem.args.a;
  one.tile = ChooseLinearTile(isa, 50, 210, 70, problem.what.operands);
  one.tile.nr = problem.args.tile.nr1;
  one.tile.mr = problem.args.tile.mr1;
  one.tile.nc = 210 / one.tile.nr * one.tile.nr + one.tile.nr;
  one.packed = problem.args.packed1;
  one.n = 210;
  one.act = problem.args.act;
  one.y = {hidden.data(), 210};
  RunTasks(KernelsFor(isa).linear, one, LinearTasks(one),
           LinearScratchBytes(one));
  LinearArgs two = one;
  two.a.columns = 210;
  two.a.dense = {hidden.data(), 210};
  two.tile.nr = problem.args.tile.nr2;
  two.tile.mr = problem.args.tile.mr2;
  two.tile.nc = two.tile.nr;
  two.tile.kc = 100;
  two.packed = problem.args.packed2;
  two.n = 90;
  two.act = Activation::kNone;
  two.y = {y.data(), 90};
  RunTasks(KernelsFor(isa).linear, two, LinearTasks(two),
           LinearScratchBytes(two));
  EXPECT_TRUE(problem.y.SameBits(y));
}

TEST_P(Mlp, BitsDoNotDependOnTheTile) {
  Problem problem(GetParam(), 45, 40, 200, 130);
  problem.Run();
  const Floats expected = problem.y;
  const int32_t lanes = VectorFloats(GetParam().isa);
  for (const int64_t mc : {1, 7, 45}) {
    for (int32_t vectors = 1; vectors <= 4; ++vectors) {
      const int32_t nr = vectors * lanes;
      const bool int8 = GetParam().operands == Operands::kInt8;
      const int64_t whole = (200 + nr - 1) / nr * nr;
      problem.args.tile = {4, nr, 3, nr, mc, int8 ? whole : 2 * nr};
      if (!IsMlpTile(GetParam().isa, problem.args.tile)) continue;
      problem.Run();
      ASSERT_TRUE(problem.y.SameBits(expected)) << mc << " " << nr;
    }
  }
}

TEST_P(Mlp, KeepsHiddenColumnsFarAboveTheOthers) {
  for (const float far : {20.0f, 100.0f, 3000.0f}) {
    Problem problem(GetParam(), 9, 40, 200, 60);
    problem.b1[150] = far;
    problem.Run();
    // int8 has 255 steps for what is rounded to them twice.
    const double bound = GetParam().operands == Operands::kFloat32
                             ? 1e-6 * static_cast<double>(far)
                             : 0.02 + 0.004 * static_cast<double>(far);
    EXPECT_TRUE(Near(problem.y, problem.Expected(), bound)) << far;
  }
}

TEST_P(Mlp, RowsWithoutPositiveHiddenColumnsKeepTheirTails) {
  Problem problem(GetParam(), 9, 40, 200, 60);
  for (int64_t h = 0; h < 200; ++h) problem.b1[h] = -4;
  problem.Run();
  EXPECT_TRUE(
      Near(problem.y, problem.Expected(), Bound(GetParam().operands, 40, 200)));
}

TEST_P(Mlp, PassesNanOnInItsRow) {
  Problem problem(GetParam(), 9, 7, 33, 20);
  problem.x[2 * 7 + 1] = __builtin_nanf("");
  problem.Run();
  for (int64_t n = 0; n < 20; ++n) {
    EXPECT_TRUE(std::isnan(problem.y[2 * 20 + n]));
    EXPECT_TRUE(std::isfinite(problem.y[3 * 20 + n]));
  }
}

TEST(MlpTile, GivesEveryThreadRows) {
  const MlpTile tile = ChooseMlpTile(Isa::kAvx512, 196, 384, 1536, 384);
  EXPECT_EQ(FitToThreads(tile, 196, 1).mc, tile.mc);
  EXPECT_EQ(FitToThreads(tile, 0, 2).mc, tile.mc);
  for (const int threads : {2, 3, 16, 64}) {
    const MlpTile fit = FitToThreads(tile, 196, threads);
    EXPECT_TRUE(IsMlpTile(Isa::kAvx512, fit));
    EXPECT_LE(fit.mc, tile.mc);
    EXPECT_GE(CeilDiv<int64_t>(196, fit.mc), threads * 3 / 4);
  }
}

TEST(MlpTile, IsValidForAnyShape) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const int64_t m = 1 + random.Below(1 << random.Below(20));
    const int64_t n = 1 + random.Below(1 << random.Below(14));
    const int64_t k = 1 + random.Below(1 << random.Below(16));
    const int64_t hidden = 1 + random.Below(1 << random.Below(14));
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      for (const Operands o :
           {Operands::kFloat32, Operands::kBf16, Operands::kInt8}) {
        ASSERT_TRUE(IsMlpTile(isa, ChooseMlpTile(isa, m, k, hidden, n, o)));
      }
    }
  }
}

}  // namespace
}  // namespace burin
