// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "thread/core_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/result.h"
#include "base/test_folder.h"
#include "thread/topology.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ShareCores, MakesGroupsThatAreAsEqualAsCanBe) {
  EXPECT_THAT(ShareCores({{0}, {8}, {1}, {9}, {2}}, 2),
              ElementsAre(ElementsAre(0, 8, 1), ElementsAre(9, 2)));
  EXPECT_THAT(ShareCores({{0}, {8}, {1}}, 1),
              ElementsAre(ElementsAre(0, 8, 1)));
}

TEST(ShareCores, KeepsTheThreadsOfACoreTogether) {
  EXPECT_THAT(ShareCores({{0, 3}, {1, 4}, {2, 5}}, 2),
              ElementsAre(ElementsAre(0, 3, 1, 4), ElementsAre(2, 5)));
}

TEST(ShareCores, SplitsCoresOnlyForMoreGroups) {
  EXPECT_THAT(ShareCores({{0, 2}, {1, 3}}, 3),
              ElementsAre(ElementsAre(0, 2), ElementsAre(1), ElementsAre(3)));
}

TEST(ShareCores, MakesNoMoreGroupsThanCpus) {
  EXPECT_THAT(ShareCores({{4}, {6}}, 3),
              ElementsAre(ElementsAre(4), ElementsAre(6)));
  EXPECT_THAT(ShareCores({}, 2), IsEmpty());
}

TEST(CoresOf, AreThoseThatTheSystemTells) {
  const TestFolder root;
  const auto put = [&](int cpu, int socket, int core) {
    const std::string folder =
        StrCat("sys/devices/system/cpu/cpu", cpu, "/topology/");
    root.Write(folder + "physical_package_id", StrCat(socket));
    root.Write(folder + "core_id", StrCat(core));
  };
  for (int cpu = 0; cpu < 6; ++cpu) put(cpu, 0, cpu % 3);
  put(6, 1, 0);
  const int cpus[] = {0, 1, 2, 3, 5, 6, 7, 8};
  EXPECT_THAT(CoresOf(cpus, root / ""),
              ElementsAre(ElementsAre(0, 3), ElementsAre(1), ElementsAre(2, 5),
                          ElementsAre(6), ElementsAre(7), ElementsAre(8)));
}

TEST(AffinityCpus, AreAsManyAsTheTopologySays) {
  EXPECT_EQ(static_cast<int>(AffinityCpus().size()),
            ReadTopology().affinity_cpus);
}

TEST(PinnedScope, KeepsThreadsThatAreStartedWithin) {
  const std::vector<int> all = AffinityCpus();
  ASSERT_FALSE(all.empty());
  const int one[] = {all.back()};
  std::vector<int> inside;
  {
    const PinnedScope pinned(one);
    std::thread([&] { inside = AffinityCpus(); }).join();
  }
  EXPECT_THAT(inside, ElementsAre(all.back()));
  EXPECT_EQ(AffinityCpus(), all);
}

}  // namespace
}  // namespace burin
