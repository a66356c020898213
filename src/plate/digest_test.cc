// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "plate/digest.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <cstdio>
#include <cstring>

#include "base/file.h"
#include "base/test_folder.h"
#include "plate/plate.h"

namespace burin {
namespace {

class Digest : public testing::Test {
 protected:
  void SetUp() override {
    const TensorType type{DType::kFloat32, {4}};
    const Operand x = {type, Section::kArena, 0};
    const Operand y = {type, Section::kArena, 64};
    Plan plan;
    plan.arena_bytes = 128;
    plan.inputs = {{"x", x}};
    plan.outputs = {{"y", y}};
    plan.steps = {{Relu{}, {x}, {y}, "relu"}};
    ASSERT_TRUE(WritePlate(path_, plan, {}).ok());
  }
  const TestFolder folder_;
  const std::string path_ = folder_ / "net.plate";
};

TEST_F(Digest, IsTheHashOfTheContents) {
  const auto file = ReadFile(path_);
  ASSERT_TRUE(file.ok());
  const XXH128_hash_t hash = XXH3_128bits(file->data() + 64, file->size() - 64);
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  const auto digest = PlateDigest(path_);
  ASSERT_TRUE(digest.ok()) << digest.error().message;
  EXPECT_EQ(*digest, text);
}

TEST_F(Digest, RefusesWhatIsNoPlateOrHasADamagedHeader) {
  EXPECT_EQ(PlateDigest(path_ + ".none").error().code, ErrorCode::kNotFound);
  auto file = ReadFile(path_);
  ASSERT_TRUE(file.ok());
  file->data()[41] ^= std::byte{1};
  ASSERT_TRUE(WriteFile(path_, file->span()).ok());
  EXPECT_EQ(PlateDigest(path_).error().code, ErrorCode::kBadPlate);
  ASSERT_TRUE(WriteFile(path_, AsBytes("BURINPLT")).ok());
  EXPECT_EQ(PlateDigest(path_).error().code, ErrorCode::kBadPlate);
}

TEST(FileDigest, IsThatOfAllBytes) {
  const TestFolder folder;
  const std::string path = folder / "file";
  // Longer than a block, and not a multiple of one.
  std::string bytes(3'000'001, 'x');
  bytes.back() = 'y';
  ASSERT_TRUE(WriteFile(path, AsBytes(bytes)).ok());
  const auto digest = FileDigest(path);
  ASSERT_TRUE(digest.ok());
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  EXPECT_EQ(*digest, text);
}

TEST(FileDigest, NamesAFileThatIsNotThere) {
  const auto digest = FileDigest("/no/such/file");
  ASSERT_FALSE(digest.ok());
  EXPECT_EQ(digest.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
