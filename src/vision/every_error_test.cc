// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/every_error.h"

#include <gtest/gtest.h>

#include <string>

#include "thread/thread_pool.h"

namespace burin {
namespace {

TEST(EveryError, TellsAllInTheOrderOfTheTasks) {
  ThreadPool pool(3);
  EveryError errors;
  EXPECT_EQ(errors.first(), EveryError::kNone);
  pool.ParallelFor(100, [&](int64_t task, int) {
    errors.Run(task, [&]() -> Result<void> {
      if (task % 40 != 7) return {};
      return Error{task == 7 ? ErrorCode::kBadImage : ErrorCode::kIo,
                   std::to_string(task)};
    });
  });
  EXPECT_EQ(errors.first(), 7);
  const Result<void> taken = errors.Take();
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, ErrorCode::kBadImage);
  EXPECT_EQ(taken.error().message, "7; 47; 87");
}

TEST(EveryError, IsShortMemoryAloneWhereThatHappened) {
  EveryError errors;
  errors.Run(1, [] { return Result<void>(Error{ErrorCode::kIo, "one"}); });
  EXPECT_FALSE(errors.no_memory());
  errors.Run(2, []() -> Result<void> { throw std::bad_alloc(); });
  EXPECT_TRUE(errors.no_memory());
  EXPECT_EQ(errors.first(), 1);
  const Result<void> taken = errors.Take();
  EXPECT_EQ(taken.error().code, ErrorCode::kOutOfMemory);
  EXPECT_EQ(taken.error().message, "out of memory");
}

TEST(EveryError, TellsWhatWasFoundUntilASignal) {
  EveryError errors;
  errors.Run(1, [] { return Result<void>(Error{ErrorCode::kIo, "one"}); });
  const Error stopped = errors.TakeStopped(20, 30);
  EXPECT_EQ(stopped.code, ErrorCode::kInterrupted);
  EXPECT_EQ(stopped.message,
            "stopped by a signal after 20 of 30 images; 1 of them cannot be "
            "read: one");
}

TEST(EveryError, IsNoneWhenAllIsWell) {
  EveryError errors;
  EXPECT_TRUE(errors.Run(0, [] { return Result<void>(); }));
  EXPECT_TRUE(errors.Take().ok());
}

}  // namespace
}  // namespace burin
