// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "plate/gears.h"

#include <gmock/gmock.h>

#include <cstring>

#include "base/file.h"
#include "base/test_folder.h"
#include "plate/plate.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// y = x + w for a batch of rows of four.
Plan Gear(int64_t batch) {
  const Dims dims = {batch, 4};
  const uint64_t bytes = static_cast<uint64_t>(batch + 3) / 4 * 64;
  Plan plan;
  plan.arena_bytes = 2 * bytes;
  plan.weight_bytes = 64;
  const Operand x = {{DType::kFloat32, dims}, Section::kArena, 0};
  const Operand y = {{DType::kFloat32, dims}, Section::kArena, bytes};
  const Operand w = {{DType::kFloat32, {4}}, Section::kWeights, 0};
  plan.inputs = {{"x", x}};
  plan.outputs = {{"y", y}};
  plan.steps = {{Add{}, {x, w}, {y}, "add"}};
  return plan;
}

std::vector<Plan> Gears() { return {Gear(1), Gear(4), Gear(8)}; }

const std::vector<std::byte> kWeights(64, std::byte{0});

std::string Refusal(const std::vector<Plan>& gears) {
  const auto result = VerifyGears(gears, kWeights);
  if (result.ok()) return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::kBadPlate);
  return result.error().message;
}

TEST(Gears, ComeBackFromTheirBytes) {
  const auto decoded = DecodeGears(EncodeGears(Gears()));
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(*decoded, Gears());
  EXPECT_EQ(Refusal(*decoded), "accepted");
}

TEST(Gears, AreReadOneByOneFromAFile) {
  const TestFolder folder;
  const std::string path = folder / "net.plate";
  ASSERT_TRUE(WriteGearPlate(path, Gears(), kWeights).ok());
  for (const int64_t batch : {1, 4, 8}) {
    const auto plate = ReadPlate(path, batch);
    ASSERT_TRUE(plate.ok()) << plate.error().message;
    EXPECT_EQ(plate->plan, Gear(batch));
    EXPECT_THAT(plate->gears, ElementsAre(1, 4, 8));
    EXPECT_EQ(plate->weights().size(), 64u);
  }
  EXPECT_EQ(BatchOf(ReadPlate(path, kLargestGear)->plan), 8);
  const auto none = ReadPlate(path);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kBadUsage);
  EXPECT_THAT(none.error().message, HasSubstr("gears of batch 1, 4, 8;"));
  EXPECT_THAT(ReadPlate(path, 2).error().message,
              HasSubstr("batch 2 is wanted"));

  const auto file = ReadFile(path);
  const std::vector<std::byte> good(file->span().begin(), file->span().end());
  for (size_t at = 0; at < good.size(); ++at) {
    std::vector<std::byte> bad = good;
    bad[at] ^= std::byte{1} << (at % 8);
    ASSERT_TRUE(WriteFile(path, bad, Durability::kNone).ok());
    const auto plate = ReadPlate(path, 4);
    ASSERT_FALSE(plate.ok()) << "byte " << at;
    ASSERT_EQ(plate.error().code, ErrorCode::kBadPlate) << "byte " << at;
  }
}

TEST(Gears, APlainPlateIsItsOwnOnlyGear) {
  const TestFolder folder;
  const std::string path = folder / "net.plate";
  ASSERT_TRUE(WritePlate(path, Gear(4), kWeights).ok());
  for (const int64_t batch : {kOnlyGear, kLargestGear, int64_t{4}}) {
    const auto plate = ReadPlate(path, batch);
    ASSERT_TRUE(plate.ok()) << plate.error().message;
    EXPECT_TRUE(plate->gears.empty());
  }
  EXPECT_EQ(ReadPlate(path, 8).error().code, ErrorCode::kBadUsage);
}

TEST(DecodeGears, ChangedBytesNeverGoPastTheEnd) {
  const std::vector<std::byte> good = EncodeGears(Gears());
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::vector<std::byte> bad = good;
      bad[at] = static_cast<std::byte>(value);
      const auto gears = DecodeGears(bad);
      if (gears.ok()) static_cast<void>(VerifyGears(*gears, kWeights).ok());
    }
  }
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(DecodeGears(ByteSpan(good).first(size)).ok());
  }
}

TEST(DecodeGears, RefusesCountsAndLengthsThatAreNotTheBytes) {
  const std::vector<std::byte> good = EncodeGears(Gears());
  for (const uint32_t count : {0u, 1u, 2u, 4u, 101u, 0x80000000u, ~0u}) {
    std::vector<std::byte> bad = good;
    std::memcpy(bad.data(), &count, sizeof count);
    EXPECT_FALSE(DecodeGears(bad).ok()) << count;
  }
  uint32_t length = 0;
  std::memcpy(&length, good.data() + 4, sizeof length);
  // A length that ends inside the gear, that reaches into the next one, that
  // covers all others, that goes beyond the end.
  for (const uint32_t other :
       {0u, length - 1, length + 1, length + 4, 3 * length, ~0u}) {
    std::vector<std::byte> bad = good;
    std::memcpy(bad.data() + 4, &other, sizeof other);
    EXPECT_FALSE(DecodeGears(bad).ok()) << other;
  }
}

TEST(DecodeGears, CountsTheStepsOfAllTogether) {
  std::vector<Plan> gears = {Gear(1), Gear(4)};
  for (Plan& plan : gears) {
    plan.steps.assign(kMaxSteps / 2, Step{Relu{}, {}, {}, ""});
  }
  EXPECT_TRUE(DecodeGears(EncodeGears(gears)).ok());
  gears[1].steps.push_back(gears[1].steps[0]);
  const auto refused = DecodeGears(EncodeGears(gears));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kBadPlate);
  EXPECT_THAT(refused.error().message,
              HasSubstr("gear 1: 50001 steps, at most 50000"));
  EXPECT_EQ(Refusal(gears), "100001 steps, at most 100000");
}

TEST(VerifyGears, ChecksEverySectionOfEveryGear) {
  for (size_t gear = 0; gear < 3; ++gear) {
    std::vector<Plan> gears = Gears();
    gears[gear].steps[0].inputs[1].offset = 64;
    EXPECT_THAT(Refusal(gears), HasSubstr("gear " + std::to_string(gear)));
    gears = Gears();
    gears[gear].weight_bytes = 128;
    EXPECT_NE(Refusal(gears), "accepted");
    gears = Gears();
    gears[gear].arena_bytes -= 64;
    EXPECT_NE(Refusal(gears), "accepted");
    gears = Gears();
    gears[gear].steps[0].outputs[0].offset = 0;
    EXPECT_THAT(Refusal(gears), HasSubstr("an output over an input"));
  }
}

TEST(VerifyGears, RefusesGearsThatAreNotOfOneNetwork) {
  EXPECT_NE(Refusal({}), "accepted");
  EXPECT_EQ(Refusal({Gear(1)}), "1 gears, 2 to 100 possible");
  EXPECT_EQ(Refusal({Gear(4), Gear(4)}), "gear 1: batch 4 after 4");
  EXPECT_NE(Refusal({Gear(4), Gear(1)}), "accepted");
  EXPECT_NE(Refusal(std::vector<Plan>(101, Gear(1))), "accepted");
  std::vector<Plan> gears = Gears();
  gears[2].inputs[0].name = "z";
  EXPECT_EQ(Refusal(gears), "gear 2: of another network than the one before");
  gears = Gears();
  gears[1].outputs.clear();
  EXPECT_NE(Refusal(gears), "accepted");
  gears = Gears();
  gears[1].isa = Isa::kAvx2;
  EXPECT_NE(Refusal(gears), "accepted");
}

}  // namespace
}  // namespace burin
