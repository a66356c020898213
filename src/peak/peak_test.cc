// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "peak/peak.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Peak, CountsTwoOperationsForEachMultiplyAddOfAVector) {
  for (const Isa isa : UsableIsas()) {
    const int lanes = isa >= Isa::kAvx512 ? 16 : isa == Isa::kAvx2 ? 8 : 4;
    const double one = BurnMultiplyAdds(isa, PeakType::kFp32, 1);
    EXPECT_GT(one, 0);
    EXPECT_EQ(static_cast<int64_t>(one) % (2 * lanes), 0);
    EXPECT_EQ(BurnMultiplyAdds(isa, PeakType::kFp32, 1000), 1000 * one);
  }
}

TEST(Peak, OfReducedTypesIsAMultipleWhereThereAreInstructions) {
  for (const Isa isa : UsableIsas()) {
    const double fp32 = BurnMultiplyAdds(isa, PeakType::kFp32, 1);
    const bool reduced = isa == Isa::kAvx512Bf16;
    EXPECT_EQ(BurnMultiplyAdds(isa, PeakType::kBf16, 1),
              fp32 * (reduced ? 2 : 1));
    EXPECT_EQ(BurnMultiplyAdds(isa, PeakType::kInt8, 1),
              fp32 * (reduced ? 4 : 1));
  }
}

TEST(Peak, LiesWithinWhatACoreCanDo) {
  for (const Isa isa : UsableIsas()) {
    // Far below a slow core that others use too, far above any core.
    const double peak =
        MeasurePeakGflops(isa, 1, PeakType::kFp32, /*seconds=*/0.002);
    EXPECT_GT(peak, 0.01);
    EXPECT_LT(peak, 4000);
  }
}

TEST(Peak, UsesAGivenPool) {
  ThreadPool pool(2);
  EXPECT_GT(MeasurePeakGflops(pool, DetectIsa(), PeakType::kFp32, 0.002), 0.01);
}

TEST(Peak, NamesItsTypes) {
  EXPECT_EQ(PeakTypeName(PeakType::kFp32), "fp32");
  EXPECT_EQ(PeakTypeName(PeakType::kBf16), "bf16");
  EXPECT_EQ(PeakTypeName(PeakType::kInt8), "int8");
}

}  // namespace
}  // namespace burin
