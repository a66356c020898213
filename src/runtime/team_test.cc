// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "runtime/team.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(TeamCount, GivesEveryThreadABlockWhereTheyCanBeSharedOut) {
  EXPECT_EQ(TeamCount(2, 2), 2);
  EXPECT_EQ(TeamCount(64, 2), 2);
  EXPECT_EQ(TeamCount(64, 16), 16);
  EXPECT_EQ(TeamCount(33, 2), 2);
}

TEST(TeamCount, PutsThreadsTogetherWhereSomeWouldBeIdle) {
  EXPECT_EQ(TeamCount(1, 8), 1);
  EXPECT_EQ(TeamCount(3, 2), 1);
  EXPECT_EQ(TeamCount(4, 16), 4);
  EXPECT_EQ(TeamCount(24, 16), 8);
}

TEST(TeamCount, IsOneForOneThread) { EXPECT_EQ(TeamCount(64, 1), 1); }

}  // namespace
}  // namespace burin
