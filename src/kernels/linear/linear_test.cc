// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/linear/linear.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "base/checked_math.h"
#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"
#include "kernels/linear/register_tile.h"
#include "kernels/reference_math.h"

namespace burin {
namespace {

// K rounded steps of 2^-24 of a partial sum, which for random data in [-1, 1)
// grows as sqrt(K) / 3; the steps' signs are random, so K * 1e-7 is generous
// for rounding and catches any wrong element.
double Bound(int64_t k) { return 1e-6 + 1e-7 * static_cast<double>(k); }
// In int8 an element half way between two steps of 2 / 255 may go to the other.
double Bound(Operands operands, int64_t k) {
  return Bound(k) + (operands == Operands::kInt8 ? 0.01 : 0);
}

// What a product multiplies, and where.
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

// Normalised rows differ in the last bits from those of the reference, so that
// some elements round to the neighbour.
double NormBound(Operands operands, int64_t k) {
  if (operands == Operands::kFloat32) return 20 * Bound(k);
  if (operands == Operands::kInt8) return 0.04;
  return 1e-4 + 1e-3 * std::sqrt(static_cast<double>(k));
}

// A dense problem with everything in it owned here.
struct Problem {
  Case what;
  Isa isa;
  int64_t m, n, k;
  Floats x, w, bias, residual, gamma, beta, y;
  std::vector<float> packed_storage;
  LinearArgs args;

  Problem(Case tested, int64_t rows, int64_t columns, int64_t depth)
      : what(tested),
        isa(tested.isa),
        m(rows),
        n(columns),
        k(depth),
        x(m * k, 1),
        w(k * n, 2),
        bias(n, 3),
        residual(m * n, 4),
        gamma(k, 5),
        beta(k, 6),
        y(m * n) {
    args.a.rows = m;
    args.a.columns = k;
    args.a.dense = {x.data(), k};
    args.operands = what.operands;
    args.tile = ChooseLinearTile(isa, m, n, k, what.operands);
    args.n = n;
    args.y = {y.data(), n};
  }
  void Pack() {
    EXPECT_GE(args.tile.nr, 1);
    packed_storage.resize(
        PackedLinearWords(isa, args.tile.nr, k, n, what.operands));
    PackLinearWeights(isa, args.tile.nr, k, n, w.data(), n, 1, bias.data(),
                      packed_storage.data(), what.operands);
    args.packed = packed_storage.data();
  }
  void Run() {
    Pack();
    y.Fill(-77);
    RunTasks(KernelsFor(isa).linear, args, LinearTasks(args),
             LinearScratchBytes(args));
  }
  Floats Expected() {
    Floats expected(m * n);
    LinearArgs copy = args;
    copy.y.data = expected.data();
    LinearReference(isa, copy);
    return expected;
  }
};

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  const char* const names[] = {"", "_in_bf16", "_in_int8"};
  return std::string(IsaName(info.param.isa)) +
         names[static_cast<int>(info.param.operands)];
}

class Linear : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Isas, Linear, testing::ValuesIn(Cases()), CaseName);

TEST_P(Linear, EqualsReferenceAroundTileEdges) {
  for (int64_t m = 1; m <= 29; m += m < 16 ? 1 : 4) {
    for (int64_t n = 1; n <= 2 * 64 + 1; n += n < 18 ? 1 : 7) {
      Problem problem(GetParam(), m, n, 1 + (m * n) % 9);
      problem.Run();
      ASSERT_TRUE(Near(problem.y, problem.Expected(),
                       Bound(GetParam().operands, problem.k)))
          << m << " x " << n;
    }
  }
}

TEST_P(Linear, EqualsReferenceForEveryDepth) {
  for (int64_t k = 1; k <= 33; ++k) {
    Problem problem(GetParam(), 7, 33, k);
    problem.args.norm = {NormKind::kLayer, 1e-5f, problem.gamma.data(),
                         problem.beta.data()};
    problem.Run();
    ASSERT_TRUE(
        Near(problem.y, problem.Expected(), NormBound(GetParam().operands, k)))
        << k;
  }
}

TEST_P(Linear, EqualsReferenceForModelShapes) {
  const int64_t shapes[][3] = {{49, 96, 384},  {49, 384, 96},  {196, 384, 384},
                               {17, 1536, 96}, {49, 768, 768}, {5, 1000, 768},
                               {13, 64, 1536}, {98, 80, 240},  {197, 192, 147}};
  for (const auto& [m, n, k] : shapes) {
    Problem problem(GetParam(), m, n, k);
    problem.args.act = Activation::kGelu;
    problem.args.residual_kind = ResidualKind::kDense;
    problem.args.residual = {problem.residual.data(), n};
    problem.Run();
    ASSERT_TRUE(
        Near(problem.y, problem.Expected(), Bound(GetParam().operands, k)))
        << m << " x " << n << " x " << k;
  }
}

TEST_P(Linear, BitsDoNotDependOnTheTile) {
  Problem problem(GetParam(), 45, 130, 77);
  problem.args.act = Activation::kGelu;
  problem.args.norm = {NormKind::kLayer, 1e-5f, problem.gamma.data(),
                       problem.beta.data()};
  problem.Run();
  const Floats expected = problem.y;
  const int32_t lanes = VectorFloats(GetParam().isa);
  for (int32_t vectors = 1; vectors <= 4; ++vectors) {
    for (const int32_t mr : {1, 3, 4, 6, 8, 12, 14}) {
      LinearTile tile = {mr, vectors * lanes, 7 * mr, vectors * lanes, 16};
      if (!IsLinearTile(GetParam().isa, tile)) continue;
      for (const int64_t kc : {1, 16, 77, 100}) {
        tile.kc = kc;
        problem.args.tile = tile;
        problem.Run();
        ASSERT_TRUE(problem.y.SameBits(expected))
            << mr << " " << tile.nr << " " << kc;
      }
    }
  }
}

TEST_P(Linear, BitsOfARowDoNotDependOnItsPlace) {
  Problem all(GetParam(), 61, 96, 200);
  all.Run();
  for (const int64_t first : {0, 1, 17, 60}) {
    Problem part(GetParam(), 61 - first, 96, 200);
    part.args.a.dense.data = all.x.data() + first * 200;
    part.Run();
    EXPECT_EQ(std::memcmp(part.y.data(), all.y.data() + first * 96,
                          static_cast<size_t>(61 - first) * 96 * 4),
              0);
  }
}

TEST_P(Linear, ReadsAndWritesBatchedRows) {
  // Two batches of three rows, one token apart, a residual shared by both.
  Problem problem(GetParam(), 6, 20, 10);
  Floats x(100, 9);
  Floats y(6 * 24 + 40);
  Floats expected = y;
  problem.args.a.dense = {x.data(), 12, 3, 50};
  problem.args.residual_kind = ResidualKind::kDense;
  problem.args.residual = {problem.residual.data(), 20, 3, 0};
  problem.args.y = {y.data() + 24, 24, 3, 88};
  problem.Run();
  problem.args.y.data = expected.data() + 24;
  LinearReference(GetParam().isa, problem.args);
  EXPECT_TRUE(Near(y, expected, Bound(GetParam().operands, 10)));
}

TEST_P(Linear, AddsTheShiftedImageAsResidual) {
  Problem problem(GetParam(), 2 * 5 * 4, 50, 50);
  problem.args.a.kind = RowKind::kShift;
  problem.args.a.shift = {5, 4, 7};
  problem.args.residual_kind = ResidualKind::kSource;
  const Floats stats(4, 8);
  problem.args.norm = {NormKind::kGroup,    0,  problem.gamma.data(),
                       problem.beta.data(), {}, 20};
  problem.args.norm.stats = stats.data();
  problem.Run();
  const double bound = GetParam().operands == Operands::kFloat32
                           ? Bound(50)
                           : NormBound(GetParam().operands, 50);
  EXPECT_TRUE(Near(problem.y, problem.Expected(), bound));
}

TEST_P(Linear, MayWriteOverItsDenseResidual) {
  Problem problem(GetParam(), 30, 40, 20);
  problem.args.residual_kind = ResidualKind::kDense;
  problem.args.residual = {problem.residual.data(), 40};
  problem.Run();
  const Floats expected = problem.y;
  Floats both = problem.residual;
  problem.args.residual.data = both.data();
  problem.args.y.data = both.data();
  problem.Run();
  EXPECT_TRUE(both.SameBits(expected));
}

TEST_P(Linear, PassesNanAndInfinityOn) {
  for (const Activation act :
       {Activation::kNone, Activation::kGelu, Activation::kRelu}) {
    Problem problem(GetParam(), 9, 33, 5);
    problem.args.act = act;
    problem.x[2 * 5 + 1] = __builtin_nanf("");
    problem.x[7 * 5 + 3] = __builtin_inff();
    problem.Run();
    for (int64_t n = 0; n < 33; ++n) {
      EXPECT_TRUE(std::isnan(problem.y[2 * 33 + n]));
      // A row with infinity in it has no int8 scale.
      EXPECT_EQ(std::isnan(problem.y[7 * 33 + n]),
                GetParam().operands == Operands::kInt8);
      EXPECT_TRUE(std::isfinite(problem.y[3 * 33 + n]));
    }
  }
}

TEST_P(Linear, GeluIsWithinItsBound) {
  Problem problem(GetParam(), 511, 16, 1);
  problem.args.act = Activation::kGelu;
  problem.w.Fill(1);
  problem.bias.Fill(0);
  // Up to 8 in steps of 1/32: exact in bf16.
  for (int64_t i = 0; i < 511; ++i) {
    problem.x[i] = static_cast<float>(i - 255) / 32;
  }
  problem.Run();
  const double bound = GetParam().operands == Operands::kFloat32 ? 1e-7 : 5e-6;
  for (int64_t i = 0; i < 511; ++i) {
    const double x = problem.x[i];
    for (int64_t n = 0; n < 16; ++n) {
      EXPECT_NEAR(problem.y[i * 16 + n], ReferenceGelu(x),
                  bound * std::max(1.0, std::abs(x)))
          << x;
    }
  }
}

TEST_P(Linear, HasNoTasksForNoRows) {
  Problem problem(GetParam(), 1, 8, 8);
  problem.args.a.rows = 0;
  EXPECT_EQ(LinearTasks(problem.args), 0);
}

TEST(LinearTile, IsValidForAnyShape) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const int64_t m = 1 + random.Below(1 << random.Below(20));
    const int64_t n = 1 + random.Below(1 << random.Below(14));
    const int64_t k = 1 + random.Below(1 << random.Below(16));
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      for (const Operands o :
           {Operands::kFloat32, Operands::kBf16, Operands::kInt8}) {
        const LinearTile tile = ChooseLinearTile(isa, m, n, k, o);
        ASSERT_TRUE(IsLinearTile(isa, tile)) << m << " " << n << " " << k;
      }
    }
  }
}

TEST(LinearTile, GivesEveryThreadColumnsWhereRowsAreFew) {
  const LinearTile whole = ChooseLinearTile(Isa::kAvx512, 49, 640, 640);
  EXPECT_GE(whole.nc, 640);
  EXPECT_EQ(FitToThreads(whole, 49, 640, 1).nc, whole.nc);
  const LinearTile halves = FitToThreads(whole, 49, 640, 2);
  EXPECT_EQ(CeilDiv<int64_t>(640, halves.nc), 2);
  for (const int threads : {3, 16, 100}) {
    const LinearTile tile = FitToThreads(whole, 49, 640, threads);
    EXPECT_TRUE(IsLinearTile(Isa::kAvx512, tile));
    EXPECT_GE(CeilDiv<int64_t>(640, tile.nc), std::min(threads, 10));
  }
}

TEST(LinearTile, IsLeftAloneWhereThereAreRowsForAllThreads) {
  const LinearTile whole = ChooseLinearTile(Isa::kAvx512, 3136, 384, 96);
  EXPECT_EQ(FitToThreads(whole, 3136, 384, 2).nc, whole.nc);
  EXPECT_EQ(FitToThreads(whole, 0, 384, 2).nr, whole.nr);
}

TEST(LinearTile, RefusesWhatNoKernelRuns) {
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {7, 64, 70, 64, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {0, 64, 70, 64, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {6, 40, 70, 80, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx2, {4, 32, 70, 64, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {6, 64, 0, 64, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {6, 64, 6, 96, 8}));
  EXPECT_FALSE(IsLinearTile(Isa::kAvx512, {6, 64, 6, 64, 0}));
}

TEST(PackLinearWeights, TakesEitherOrderOfTheMatrix) {
  const Floats w(5 * 9, 1);
  Floats transposed(5 * 9);
  for (int64_t i = 0; i < 5; ++i) {
    for (int64_t j = 0; j < 9; ++j) transposed[j * 5 + i] = w[i * 9 + j];
  }
  const Isa isa = Isa::kScalar;
  std::vector<float> a(PackedLinearWords(isa, 8, 5, 9));
  std::vector<float> b(a.size());
  PackLinearWeights(isa, 8, 5, 9, w.data(), 9, 1, nullptr, a.data());
  PackLinearWeights(isa, 8, 5, 9, transposed.data(), 1, 5, nullptr, b.data());
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.size(), 6u * (8 + 4));  // a full panel and one of one vector
  EXPECT_EQ(a[8 + 8 + 1], w[9 + 1]);
  EXPECT_EQ(a[48 + 4], w[8]);
  EXPECT_EQ(a[48 + 4 + 1], 0);
}

TEST(PackLinearWeights, PutsTwoRoundedElementsIntoAWord) {
  const float w[] = {1, 2, 3, 4, 5, 1 + 0x1p-9f};  // 3 x 2
  const float bias[] = {0.1f, 0.2f};
  std::vector<float> packed(
      PackedLinearWords(Isa::kScalar, 4, 3, 2, Operands::kBf16));
  ASSERT_EQ(packed.size(), 3u * 4);
  PackLinearWeights(Isa::kScalar, 4, 3, 2, w, 2, 1, bias, packed.data(),
                    Operands::kBf16);
  const auto bits = [&](size_t i) {
    return std::bit_cast<uint32_t>(packed[i]);
  };
  EXPECT_EQ(packed[0], 0.1f);
  EXPECT_EQ(packed[1], 0.2f);
  EXPECT_EQ(packed[2], 0);
  EXPECT_EQ(bits(4), 0x40403f80u);  // 1 and 3
  EXPECT_EQ(bits(5), 0x40804000u);
  EXPECT_EQ(bits(6), 0u);
  EXPECT_EQ(bits(8), 0x000040a0u);  // 5 alone
  EXPECT_EQ(bits(9), 0x00003f80u);
}

}  // namespace
}  // namespace burin
