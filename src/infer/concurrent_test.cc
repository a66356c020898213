// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/concurrent.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <new>

namespace burin {
namespace {

TEST(RunConcurrently, RunsAllTasksAtTheSameTime) {
  std::barrier all(4);
  std::atomic<int> sum{0};
  const auto ran = RunConcurrently(4, [&](size_t i) -> Result<void> {
    all.arrive_and_wait();  // would wait for ever were they one by one
    sum += static_cast<int>(i);
    return {};
  });
  EXPECT_TRUE(ran.ok());
  EXPECT_EQ(sum, 6);
}

TEST(RunConcurrently, ReturnsTheFirstTasksErrorAfterAllAreDone) {
  std::atomic<int> done{0};
  const auto ran = RunConcurrently(4, [&](size_t i) -> Result<void> {
    ++done;
    if (i == 1) return MakeError(ErrorCode::kIo, "one");
    if (i == 3) return MakeError(ErrorCode::kNoSpace, "three");
    return {};
  });
  EXPECT_EQ(ran.error().message, "one");
  EXPECT_EQ(done, 4);
}

TEST(RunConcurrently, TurnsBadAllocIntoAnError) {
  const auto ran = RunConcurrently(
      2, [](size_t) -> Result<void> { throw std::bad_alloc(); });
  EXPECT_EQ(ran.error().code, ErrorCode::kOutOfMemory);
  EXPECT_TRUE(RunConcurrently(0, nullptr).ok());
}

}  // namespace
}  // namespace burin
