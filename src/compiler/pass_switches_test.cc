// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/pass_switches.h"

#include <gmock/gmock.h>

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Pass kPasses[] = {{"simplify", nullptr, ""},
                            {"lift-layer-norm", nullptr, ""},
                            {"fuse-mlp", nullptr, ""}};

TEST(ResolveSwitches, KnowsPassesInEverySpelling) {
  for (const char* name : {"fuse-mlp", "FuseMlp", "fuse_mlp", "MlpFusionPass",
                           "FuseMlpPass", "mlp"}) {
    const FusionSwitch off[] = {{"GraphFusion", name, false}};
    const SwitchedPasses result = ResolveSwitches(off, kPasses);
    EXPECT_THAT(result.off, ElementsAre("fuse-mlp")) << name;
    EXPECT_THAT(result.unknown, IsEmpty()) << name;
  }
}

TEST(ResolveSwitches, NamesWhatIsNoPass) {
  const FusionSwitch off[] = {{"", "SoftmaxFusionPass", false},
                              {"", "Pass", false},
                              {"", "LayerNormFusionPass", false}};
  const SwitchedPasses result = ResolveSwitches(off, kPasses);
  EXPECT_THAT(result.off, ElementsAre("lift-layer-norm"));
  EXPECT_THAT(result.unknown, ElementsAre("SoftmaxFusionPass", "Pass"));
}

TEST(ResolveSwitches, LetsAnOwnEntryBeatAll) {
  const FusionSwitch switches[] = {{"GraphFusion", "simplify", true},
                                   {"GraphFusion", "ALL", false}};
  EXPECT_THAT(ResolveSwitches(switches, kPasses).off,
              ElementsAre("lift-layer-norm", "fuse-mlp"));
  const FusionSwitch buffers[] = {{"UBFusion", "ALL", false}};
  EXPECT_THAT(ResolveSwitches(buffers, kPasses).off, IsEmpty());
}

}  // namespace
}  // namespace burin
