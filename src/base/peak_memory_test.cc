// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/peak_memory.h"

#include <gtest/gtest.h>

#include <vector>

namespace burin {
namespace {

TEST(PeakOfStatus, ReadsTheLineOfTheLargestSize) {
  EXPECT_EQ(PeakOfStatus("Name:\tburin\nVmPeak:\t   90 kB\nVmHWM:\t   12 kB\n"
                         "VmRSS:\t   10 kB\n"),
            12u * 1024);
  EXPECT_EQ(PeakOfStatus("Name:\tVmHWM:\nVmRSS:\t   10 kB\n"), 0u);
  EXPECT_EQ(PeakOfStatus("\nVmHWM:"), 0u);
  EXPECT_EQ(PeakOfStatus(""), 0u);
}

TEST(PeakMemoryBytes, RisesWithWhatIsTouchedAndStays) {
  constexpr size_t kBytes = size_t{64} << 20;
  const uint64_t before = PeakMemoryBytes();
  EXPECT_GT(before, 0u);
  {
    const std::vector<char> touched(kBytes, 1);
    EXPECT_EQ(touched[kBytes / 2], 1);
  }
  const uint64_t after = PeakMemoryBytes();
  EXPECT_GE(after, kBytes);
  EXPECT_GE(after, before);
  EXPECT_LT(after, uint64_t{1} << 40);
}

}  // namespace
}  // namespace burin
