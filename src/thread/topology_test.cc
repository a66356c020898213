// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "thread/topology.h"

#include <gtest/gtest.h>

#include <string>

#include "base/test_folder.h"

namespace burin {
namespace {

// A folder that stands for "/".
class FakeRoot : public testing::Test {
 protected:
  const TestFolder folder_;
  const std::string root_ = folder_ / "";
};

TEST_F(FakeRoot, WithoutCgroupFilesHasNoQuota) {
  const Topology topology = ReadTopology(root_);
  EXPECT_EQ(topology.quota_cpus, 0);
  EXPECT_GE(topology.usable_threads(), 1);
  EXPECT_EQ(topology.usable_threads(), topology.affinity_cpus);
}

TEST_F(FakeRoot, TakesTheLeastQuotaOfAllParentsInCgroupV2) {
  folder_.Write("proc/self/cgroup", "0::/a/b\n");
  folder_.Write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  folder_.Write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  folder_.Write("sys/fs/cgroup/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(ReadTopology(root_).quota_cpus, 1.5);
}

TEST_F(FakeRoot, ReadsCgroupV1UnderEitherMountName) {
  folder_.Write("proc/self/cgroup", "5:memory:/m\n4:cpu,cpuacct:/job\n0::/\n");
  folder_.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
  folder_.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  const Topology topology = ReadTopology(root_);
  EXPECT_DOUBLE_EQ(topology.quota_cpus, 0.5);
  EXPECT_EQ(topology.usable_threads(), 1);
}

TEST_F(FakeRoot, UnlimitedCgroupV1HasNoQuota) {
  folder_.Write("proc/self/cgroup", "1:cpu:/\n");
  folder_.Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  folder_.Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(ReadTopology(root_).quota_cpus, 0);
}

TEST_F(FakeRoot, GarbageIsNoQuota) {
  folder_.Write("proc/self/cgroup", "::::\n\nx\n0::/../../z\n:cpu:\n");
  folder_.Write("sys/fs/cgroup/cpu.max", "99999999999999999999 -1");
  EXPECT_EQ(ReadTopology(root_).quota_cpus, 0);
}

TEST_F(FakeRoot, ReadsCachesAndName) {
  const std::string cache = "sys/devices/system/cpu/cpu0/cache/index";
  folder_.Write(cache + "0/level", "1\n");
  folder_.Write(cache + "0/type", "Data\n");
  folder_.Write(cache + "0/size", "48K\n");
  folder_.Write(cache + "1/level", "1\n");
  folder_.Write(cache + "1/type", "Instruction\n");
  folder_.Write(cache + "1/size", "32K\n");
  folder_.Write(cache + "2/level", "2\n");
  folder_.Write(cache + "2/type", "Unified\n");
  folder_.Write(cache + "2/size", "1024K\n");
  folder_.Write("proc/cpuinfo",
                "processor\t: 0\nmodel name\t: A B C\nflags\t: x\n");
  const Topology topology = ReadTopology(root_);
  EXPECT_EQ(topology.l1d_bytes, 48 << 10);
  EXPECT_EQ(topology.l2_bytes, 1 << 20);
  EXPECT_EQ(topology.l3_bytes, 0);
  EXPECT_EQ(topology.cpu_name, "A B C");
}

TEST(Topology, UsableThreadsRoundsTheQuotaUpAndIsAtLeastOne) {
  Topology topology;
  topology.affinity_cpus = 8;
  topology.quota_cpus = 2.1;
  EXPECT_EQ(topology.usable_threads(), 3);
  topology.quota_cpus = 0.01;
  EXPECT_EQ(topology.usable_threads(), 1);
  topology.quota_cpus = 64;
  EXPECT_EQ(topology.usable_threads(), 8);
}

}  // namespace
}  // namespace burin
