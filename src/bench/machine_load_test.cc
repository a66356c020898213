// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "bench/machine_load.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

constexpr std::string_view kText =
    "cpu  9999 0 0 0 0 0 0 0 0 0\n"
    "cpu0 100 10 20 1000 50 5 15 30 7 0\n"
    "cpu1 200 0 0 1000 0 0 0 0 0 0\n"
    "cpu2 400 0 0 1000 0 0 0 0 0 0\n"
    "intr 1 2 3\n";

TEST(ProcStat, CountsTheCpusThatMayBeUsed) {
  const CpuTimes times = ParseProcStat(kText, {true, false, true}, 100);
  EXPECT_TRUE(times.known);
  EXPECT_DOUBLE_EQ(times.busy, 1.5 + 4);
  EXPECT_DOUBLE_EQ(times.stolen, 0.3);
}

TEST(ProcStat, LeavesOutCpusBeyondTheMask) {
  EXPECT_DOUBLE_EQ(ParseProcStat(kText, {false, true}, 100).busy, 2);
}

TEST(ProcStat, IsUnknownWhenItSaysNothing) {
  for (const std::string_view text :
       {"", "cpu0", "cpu0 1 2", "cpu0 x y z", "cpu9999999999999999999999 1",
        "cpu0 0 0 0 0 0 0 0 0 0 0\n"}) {
    EXPECT_FALSE(ParseProcStat(text, {true}, 100).known) << text;
  }
}

TEST(ReadCpuTimes, IsUnknownWithoutTheFile) {
  EXPECT_FALSE(ReadCpuTimes("/nothere/").known);
}

TEST(LoadBetween, IsWhatOthersUsed) {
  const CpuTimes begin{true, 100, 50, 1, 10};
  const CpuTimes end{true, 102, 54, 1.5, 13};
  const OthersLoad load = LoadBetween(begin, end);
  EXPECT_TRUE(load.known);
  EXPECT_DOUBLE_EQ(load.cores, 0.5);
  EXPECT_DOUBLE_EQ(load.stolen_cores, 0.25);
}

TEST(LoadBetween, IsNeverNegative) {
  EXPECT_EQ(LoadBetween({true, 0, 0, 0, 0}, {true, 1, 0.99, 0, 1}).cores, 0);
}

TEST(LoadBetween, IsUnknownWhenTooShortOrUnread) {
  EXPECT_FALSE(LoadBetween({true, 0, 1, 0, 0}, {true, 0.1, 1, 0, 0}).known);
  EXPECT_FALSE(LoadBetween({false, 0, 1, 0, 0}, {true, 9, 1, 0, 0}).known);
}

}  // namespace
}  // namespace burin
