// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "base/fingerprint.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace burin {
namespace {

uint64_t Of(std::initializer_list<std::string_view> texts) {
  Fingerprint out;
  for (const std::string_view text : texts) out.Add(text);
  return out.value();
}

TEST(Fingerprint, KeepsItemsApart) {
  EXPECT_EQ(Of({"ab", "c"}), Of({"ab", "c"}));
  EXPECT_NE(Of({"ab", "c"}), Of({"a", "bc"}));
  EXPECT_NE(Of({"ab", "c"}), Of({"c", "ab"}));
  EXPECT_NE(Of({""}), Of({}));
}

TEST(Fingerprint, TellsFilesByNameSizeAndTimeOrByContentAlone) {
  const TestFolder folder;
  const std::string a = folder / "a";
  const std::string b = folder / "b";
  folder.Write("a", "same");
  folder.Write("b", "same");
  const auto file = [](const std::string& path) {
    Fingerprint out;
    EXPECT_TRUE(out.AddFile(path).ok());
    return out.value();
  };
  const auto content = [](const std::string& path) {
    Fingerprint out;
    EXPECT_TRUE(out.AddContent(path).ok());
    return out.value();
  };
  EXPECT_EQ(file(a), file(a));
  EXPECT_NE(file(a), file(b));
  EXPECT_EQ(content(a), content(b));
  folder.Write("b", "Same");
  EXPECT_NE(content(a), content(b));
  Fingerprint none;
  EXPECT_EQ(none.AddFile(folder / "none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(none.AddContent(folder / "none").error().code,
            ErrorCode::kNotFound);
}

TEST(Fingerprint, IsWrittenAsSixteenDigits) {
  EXPECT_EQ(FingerprintText(0), "0000000000000000");
  EXPECT_EQ(FingerprintText(0xfedcba9876543210), "fedcba9876543210");
}

}  // namespace
}  // namespace burin
