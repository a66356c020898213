// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/performer/performer.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Performer : public testing::TestWithParam<Isa> {
 protected:
  Floats Run(PerformerArgs args) {
    Floats y(args.batch * args.tokens * args.dim);
    Floats sums(static_cast<int64_t>(PerformerSumsFloats(args)));
    y.Fill(-77);
    sums.Fill(__builtin_nanf(""));
    args.y = y.data();
    args.sums = sums.data();
    for (int phase = 0; phase < kPerformerPhases; ++phase) {
      Scratch scratch(PerformerScratchBytes(args));
      for (int64_t t = PerformerTasks(args, phase) - 1; t >= 0; --t) {
        KernelsFor(GetParam()).performer(args, phase, t, scratch.data());
      }
      EXPECT_TRUE(scratch.GuardIntact());
    }
    EXPECT_TRUE(sums.GuardsIntact());
    return y;
  }
  Floats Expected(PerformerArgs args) {
    Floats y(args.batch * args.tokens * args.dim);
    args.y = y.data();
    PerformerReference(args);
    return y;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Performer, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Performer, EqualsReferenceForOddShapes) {
  Random random(1);
  for (int i = 0; i < 40; ++i) {
    const int64_t batch = 1 + random.Below(2);
    const int64_t tokens = 1 + random.Below(250);
    const int64_t dim = 1 + random.Below(70);
    const int64_t features = 1 + random.Below(70);
    const Floats kqv(batch * tokens * 3 * dim, 1);
    const Floats w(dim * features, 2);
    const PerformerArgs args = {kqv.data(), batch,    tokens, dim,
                                features,   w.data(), 1e-8f};
    ASSERT_TRUE(Near(Run(args), Expected(args), 5e-6))
        << tokens << " " << dim << " " << features;
  }
}

TEST_P(Performer, EqualsReferenceForModelShapes) {
  for (const int64_t tokens : {784, 3136}) {
    const Floats kqv(tokens * 3 * 64, 1);
    const Floats w(64 * 32, 2);
    const PerformerArgs args = {kqv.data(), 1, tokens, 64, 32, w.data(), 1e-8f};
    EXPECT_TRUE(Near(Run(args), Expected(args), 5e-6));
  }
}

TEST_P(Performer, BitsOfASampleDoNotDependOnTheBatch) {
  const int64_t sample = 300 * 3 * 64;
  const Floats kqv(3 * sample, 1);
  const Floats w(64 * 32, 2);
  const Floats all = Run({kqv.data(), 3, 300, 64, 32, w.data(), 1e-8f});
  const Floats one =
      Run({kqv.data() + sample, 1, 300, 64, 32, w.data(), 1e-8f});
  EXPECT_EQ(
      std::memcmp(one.data(), all.data() + 300 * 64, 300 * 64 * sizeof(float)),
      0);
}

}  // namespace
}  // namespace burin
