// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/isa.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "kernels/kernel_table.h"

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
  const char* old = std::getenv("BURIN_MAX_ISA");
  const std::string saved = old == nullptr ? "" : old;
  setenv("BURIN_MAX_ISA", "scalar", 1);
  EXPECT_EQ(DetectIsa(), Isa::kScalar);
  EXPECT_EQ(UsableIsas().size(), 1u);
  setenv("BURIN_MAX_ISA", "nonsense", 1);
  const Isa all = DetectIsa();
  setenv("BURIN_MAX_ISA", "avx512", 1);
  EXPECT_EQ(DetectIsa(), std::min(all, Isa::kAvx512));
  setenv("BURIN_MAX_ISA", "avx512_bf16", 1);
  EXPECT_EQ(DetectIsa(), all);
  if (old == nullptr) {
    unsetenv("BURIN_MAX_ISA");
  } else {
    setenv("BURIN_MAX_ISA", saved.c_str(), 1);
  }
}

TEST(Isa, EveryTierHasItsTable) {
  for (const Isa isa : UsableIsas()) EXPECT_EQ(KernelsFor(isa).isa, isa);
}

}  // namespace
}  // namespace burin
