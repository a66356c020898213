// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "peak/bandwidth.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Bandwidth, LiesWithinWhatMemoryCanDo) {
  ThreadPool pool(2);
  const Result<double> gigabytes = MeasureReadGigabytes(pool, size_t{16} << 20);
  ASSERT_TRUE(gigabytes.ok());
  EXPECT_GT(*gigabytes, 0.01);
  EXPECT_LT(*gigabytes, 20000);
}

TEST(Bandwidth, ReadsAtLeastOneStretch) {
  ThreadPool pool(1);
  const Result<double> gigabytes = MeasureReadGigabytes(pool, 0);
  ASSERT_TRUE(gigabytes.ok());
  EXPECT_GT(*gigabytes, 0);
}

TEST(Bandwidth, NeedsMemoryBeyondTheCachesAndNotAllOfIt) {
  EXPECT_GE(BandwidthBytes(), size_t{64} << 20);
  EXPECT_LE(BandwidthBytes(), size_t{1} << 30);
}

}  // namespace
}  // namespace burin
