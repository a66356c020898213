// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/infer_devices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace burin::cli {
namespace {

using testing::ElementsAre;

TEST(PartOf, GivesTheFirstPartsTheFilesThatAreLeft) {
  Grouping whole;
  whole.files = {{"a0", "a1", "a2", "a3", "a4"},
                 {"b0", "b1", "b2", "b3", "b4"}};
  whole.files_per_batch = 2;
  const auto first = PartOf(whole, 0, 3);
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(first->files[0], ElementsAre("a0", "a1"));
  EXPECT_THAT(first->files[1], ElementsAre("b0", "b1"));
  EXPECT_EQ(first->files_per_batch, 2u);
  EXPECT_THAT(PartOf(whole, 1, 3)->files[0], ElementsAre("a2", "a3"));
  EXPECT_THAT(PartOf(whole, 2, 3)->files[0], ElementsAre("a4"));
}

TEST(PartOf, RefusesAPartWithoutFiles) {
  Grouping whole;
  whole.files = {{"a", "b"}};
  EXPECT_TRUE(PartOf(whole, 1, 3).ok());
  EXPECT_EQ(PartOf(whole, 2, 3).error().message,
            "--divide_input: 2 files for 3 devices");
}

TEST(DeviceGroups, ShareTheCpusAndTheThreads) {
  const std::vector<CoreGroup> two = DeviceGroups(2, 5);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].threads, 3);
  EXPECT_EQ(two[1].threads, 2);
  const std::vector<CoreGroup> many = DeviceGroups(200, 0);
  EXPECT_EQ(many[199].threads, 1);
  EXPECT_LE(many[199].cpus.size(), 2u);
}

TEST(DeviceFolder, HasTheOlderToolsName) {
  EXPECT_EQ(DeviceFolder("out/run/", 4, 0), "out/run/device4_0");
}

}  // namespace
}  // namespace burin::cli
