// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/token_mix/token_mix.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class TokenMix : public testing::TestWithParam<Isa> {
 protected:
  Floats Run(TokenMixArgs args) {
    Floats y(args.groups * args.out_length * args.columns);
    y.Fill(-77);
    args.y = y.data();
    RunTasks(KernelsFor(GetParam()).token_mix, args, TokenMixTasks(args),
             TokenMixScratchBytes(args));
    return y;
  }
  Floats Expected(TokenMixArgs args) {
    Floats y(args.groups * args.out_length * args.columns);
    args.y = y.data();
    TokenMixReference(args);
    return y;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, TokenMix, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(TokenMix, EqualsReferenceAroundVectorEdges) {
  for (int64_t columns = 1; columns <= 70; ++columns) {
    const int64_t length = 1 + columns % 9;
    const int64_t out_length = 1 + columns % 17;
    const Floats x(3 * length * columns, 1);
    const Floats p(out_length * length, 2);
    const Floats bias(out_length, 3);
    TokenMixArgs args = {x.data(), p.data(),   bias.data(), 3,
                         length,   out_length, columns};
    ASSERT_TRUE(Near(Run(args), Expected(args), 3e-6)) << columns;
    args.bias = nullptr;
    args.act = Activation::kGelu;
    ASSERT_TRUE(Near(Run(args), Expected(args), 3e-6)) << columns;
  }
}

TEST_P(TokenMix, EqualsReferenceForModelShapes) {
  const int64_t shapes[][3] = {// groups, length, columns
                               {1, 56, 56 * 80},  {56, 56, 80},  {28, 28, 160},
                               {1, 14, 14 * 320}, {14, 14, 320}, {7, 7, 640},
                               {2, 7, 7 * 640}};
  for (const auto& [groups, length, columns] : shapes) {
    const Floats x(groups * length * columns, 1);
    const Floats p(length * length, 2);
    const Floats bias(length, 3);
    const TokenMixArgs args = {x.data(), p.data(), bias.data(), groups,
                               length,   length,   columns};
    ASSERT_TRUE(Near(Run(args), Expected(args), 1e-5)) << length;
  }
}

TEST_P(TokenMix, BitsOfAGroupDoNotDependOnTheBatch) {
  const Floats x(40 * 14 * 96, 1);
  const Floats p(14 * 14, 2);
  const Floats all = Run({x.data(), p.data(), nullptr, 40, 14, 14, 96});
  for (const int64_t g : {0, 7, 39}) {
    const Floats one =
        Run({x.data() + g * 14 * 96, p.data(), nullptr, 1, 14, 14, 96});
    EXPECT_EQ(std::memcmp(one.data(), all.data() + g * 14 * 96, 14 * 96 * 4),
              0);
  }
}

}  // namespace
}  // namespace burin
