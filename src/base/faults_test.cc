// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/faults.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(Faults, AreNoErrorWhenThereAreNone) {
  Faults faults;
  EXPECT_TRUE(faults.empty());
  EXPECT_TRUE(std::move(faults).Report().ok());
}

TEST(Faults, AreToldTogetherUnderTheFirstOnesCode) {
  Faults faults;
  faults.Add({ErrorCode::kNotFound, "a"});
  faults.Add({ErrorCode::kBadInput, "b"});
  const Result<void> report = std::move(faults).Report();
  EXPECT_EQ(report.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(report.error().message, "a; b");
}

TEST(Faults, NameTwentyAndCountTheOthers) {
  Faults faults;
  for (int i = 0; i < 25; ++i) faults.Add({ErrorCode::kIo, StrCat("f", i)});
  const std::string text = std::move(faults).Report().error().message;
  EXPECT_TRUE(text.ends_with("; f19; and 5 more")) << text;
}

}  // namespace
}  // namespace burin
