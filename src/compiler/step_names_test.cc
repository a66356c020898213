// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/step_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace burin {
namespace {

using testing::ElementsAre;

TEST(NodesNaming, LeavesOutWhatOtherStepsAreAlsoMadeOf) {
  Plan plan;
  for (const char* name : {"norm+q", "norm+k", "norm", "mlp1+mlp2"}) {
    plan.steps.emplace_back().name = name;
  }
  const StepsOfNodes steps = CountStepsOfNodes(plan);
  EXPECT_THAT(NodesNaming("norm+q", steps), ElementsAre("q"));
  EXPECT_THAT(NodesNaming("mlp1+mlp2", steps), ElementsAre("mlp1", "mlp2"));
}

TEST(NodesNaming, TakesAllNodesOfAStepThatHasNoneOfItsOwn) {
  Plan plan;
  for (const char* name : {"norm+q", "norm+q+k"}) {
    plan.steps.emplace_back().name = name;
  }
  const StepsOfNodes steps = CountStepsOfNodes(plan);
  EXPECT_THAT(NodesNaming("norm+q", steps), ElementsAre("norm", "q"));
  EXPECT_THAT(NodesNaming("norm+q+k", steps), ElementsAre("k"));
}

}  // namespace
}  // namespace burin
