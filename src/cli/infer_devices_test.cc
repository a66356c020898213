// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/infer_devices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thread/topology.h"

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

TEST(DeviceGroups, ShareTheThreads) {
  for (const size_t devices : {size_t{2}, size_t{3}, size_t{200}}) {
    int threads = 0;
    for (const CoreGroup& group : DeviceGroups(devices, 5)) {
      EXPECT_GE(group.threads, 1);
      threads += group.threads;
    }
    EXPECT_EQ(threads, 5) << devices;
  }
}

TEST(DeviceGroups, AreNoMoreThanThreadsOrCpus) {
  EXPECT_EQ(DeviceGroups(2, 1).size(), 1u);
  EXPECT_LE(DeviceGroups(200, 0).size(), static_cast<size_t>(UsableThreads()));
  EXPECT_LE(DeviceGroups(200, 200).size(), 200u);
}

TEST(DeviceFolder, HasTheOlderToolsName) {
  EXPECT_EQ(DeviceFolder("out/run/", 4, 0), "out/run/device4_0");
}

}  // namespace
}  // namespace burin::cli
