// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "thread/core_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "thread/topology.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ShareCpus, MakesGroupsThatAreAsEqualAsCanBe) {
  const int cpus[] = {0, 8, 1, 9, 2};
  EXPECT_THAT(ShareCpus(cpus, 2),
              ElementsAre(ElementsAre(0, 8, 1), ElementsAre(9, 2)));
  EXPECT_THAT(ShareCpus(cpus, 1), ElementsAre(ElementsAre(0, 8, 1, 9, 2)));
}

TEST(ShareCpus, LetsMoreGroupsThanCpusShareThem) {
  const int cpus[] = {4, 6};
  EXPECT_THAT(ShareCpus(cpus, 3),
              ElementsAre(ElementsAre(4), ElementsAre(6), ElementsAre(4)));
  EXPECT_THAT(ShareCpus({}, 2), ElementsAre(IsEmpty(), IsEmpty()));
}

TEST(AllowedCpus, AreThoseOfTheAffinityMask) {
  const std::vector<int> cpus = AllowedCpus();
  EXPECT_EQ(static_cast<int>(cpus.size()), ReadTopology().affinity_cpus);
}

TEST(PinnedScope, KeepsThreadsThatAreStartedWithin) {
  const std::vector<int> all = AllowedCpus();
  ASSERT_FALSE(all.empty());
  const int one[] = {all.back()};
  std::vector<int> inside;
  {
    const PinnedScope pinned(one);
    std::thread([&] { inside = AllowedCpus(); }).join();
  }
  EXPECT_THAT(inside, ElementsAre(all.back()));
  EXPECT_EQ(AllowedCpus(), all);
}

}  // namespace
}  // namespace burin
