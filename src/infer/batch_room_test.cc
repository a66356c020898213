// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/batch_room.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

constexpr size_t kImage = 3 * 224 * 224 * 4;
constexpr size_t kScores = 1000 * 4;

// Batches of `images` images that 100 of them make.
BatchRoom RoomOf(size_t streams, size_t images) {
  return RoomFor(streams, images * kImage, images * kScores, 100);
}

TEST(RoomFor, ReadsSmallBatchesAheadForEachStream) {
  EXPECT_EQ(RoomOf(1, 1), (BatchRoom{2, 2}));
  EXPECT_EQ(RoomOf(1, 16), (BatchRoom{2, 2}));
  EXPECT_EQ(RoomOf(4, 4), (BatchRoom{8, 8}));
}

TEST(RoomFor, ReadsNoLargeBatchAheadButSavesWhileItComputes) {
  EXPECT_EQ(RoomOf(1, 32), (BatchRoom{1, 2}));
  EXPECT_EQ(RoomOf(1, 64), (BatchRoom{1, 2}));
  EXPECT_EQ(RoomOf(3, 64), (BatchRoom{3, 6}));
}

TEST(RoomFor, SharesItsBytesAmongTheStreams) {
  EXPECT_EQ(RoomOf(4, 8), (BatchRoom{6, 8}));
}

TEST(RoomFor, NeverTakesMoreThanItsBytesBeyondTheBatchesInFlight) {
  for (const size_t streams : {1, 2, 5}) {
    for (size_t images = 1; images <= 64; ++images) {
      for (const size_t output : {size_t{0}, kScores, kImage}) {
        const size_t in = images * kImage;
        const size_t out = images * output;
        const BatchRoom room = RoomFor(streams, in, out, 100);
        EXPECT_GE(room.inputs, streams);
        EXPECT_GE(room.outputs, streams);
        EXPECT_LE((room.inputs - streams) * in + (room.outputs - streams) * out,
                  kMostAhead);
      }
    }
  }
}

TEST(RoomFor, IsNoLargerThanTheRun) {
  EXPECT_EQ(RoomFor(4, kImage, kScores, 3), (BatchRoom{3, 3}));
  EXPECT_EQ(RoomFor(1, kImage, kScores, 0), (BatchRoom{0, 0}));
}

}  // namespace
}  // namespace burin
