// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/first_error.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

Result<void> Fail(const char* text) { return MakeError(ErrorCode::kIo, text); }

TEST(FirstError, IsEmptyWhenAllTasksSucceed) {
  FirstError first;
  first.Run(0, [] { return Result<void>(); });
  EXPECT_TRUE(first.Take().ok());
}

TEST(FirstError, KeepsTheErrorOfTheLowestTask) {
  FirstError first;
  first.Run(5, [] { return Fail("five"); });
  first.Run(2, [] { return Fail("two"); });
  first.Run(3, [] { return Fail("three"); });
  EXPECT_EQ(first.Take().error().message, "two");
}

TEST(FirstError, SkipsTasksAboveOneThatFailed) {
  FirstError first;
  first.Run(2, [] { return Fail("two"); });
  bool ran = false;
  first.Run(3, [&] {
    ran = true;
    return Result<void>();
  });
  EXPECT_FALSE(ran);
}

TEST(FirstError, TurnsExhaustedMemoryIntoAnError) {
  FirstError first;
  first.Run(1, []() -> Result<void> { throw std::bad_alloc(); });
  EXPECT_EQ(first.Take().error().code, ErrorCode::kOutOfMemory);
}

}  // namespace
}  // namespace burin
