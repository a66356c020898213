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

TEST(EveryError, IsNoneWhenAllIsWell) {
  EveryError errors;
  EXPECT_TRUE(errors.Run(0, [] { return Result<void>(); }));
  EXPECT_TRUE(errors.Take().ok());
}

}  // namespace
}  // namespace burin
