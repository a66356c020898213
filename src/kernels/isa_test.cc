// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/isa.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/test_environment.h"
#include "kernels/kernel_table.h"
#include "kernels/max_isa.h"

namespace burin {
namespace {

TEST(Isa, NamesParseBack) {
  for (const Isa isa :
       {Isa::kScalar, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Bf16}) {
    EXPECT_EQ(ParseIsa(IsaName(isa)), isa);
  }
  EXPECT_EQ(ParseIsa("avx"), std::nullopt);
  EXPECT_EQ(ParseIsa(""), std::nullopt);
}

TEST(Isa, EnvironmentCapsTheTier) {
  TestVariable cap("BURIN_MAX_ISA", "scalar");
  EXPECT_EQ(DetectIsa(), Isa::kScalar);
  EXPECT_EQ(UsableIsas().size(), 1u);
  cap.Set("nonsense");
  const Isa all = DetectIsa();
  cap.Set("avx512");
  EXPECT_EQ(DetectIsa(), std::min(all, Isa::kAvx512));
  cap.Set("avx512_bf16");
  EXPECT_EQ(DetectIsa(), all);
}

TEST(CheckMaxIsa, RefusesWhatNamesNoTier) {
  TestVariable cap("BURIN_MAX_ISA", "AVX2");
  ASSERT_FALSE(CheckMaxIsa().ok());
  EXPECT_EQ(CheckMaxIsa().error().code, ErrorCode::kBadUsage);
  EXPECT_EQ(CheckMaxIsa().error().message,
            "BURIN_MAX_ISA: 'AVX2' is none of scalar, avx2, avx512, "
            "avx512_bf16");
  for (const char* name : {"", "scalar", "avx2", "avx512", "avx512_bf16"}) {
    cap.Set(name);
    EXPECT_TRUE(CheckMaxIsa().ok()) << name;
  }
}

TEST(Isa, EveryTierHasItsTable) {
  for (const Isa isa : UsableIsas()) EXPECT_EQ(KernelsFor(isa).isa, isa);
}

}  // namespace
}  // namespace burin
