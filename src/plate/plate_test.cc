// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "plate/plate.h"

#include <gmock/gmock.h>
#include <xxhash.h>

#include <cstring>

#include "base/file.h"
#include "base/test_folder.h"

namespace burin {
namespace {

Operand Arena(Dims dims, uint64_t offset) {
  return {{DType::kFloat32, std::move(dims)}, Section::kArena, offset};
}

// y = relu(x + w): one constant, two steps.
Plan Small() {
  Plan plan;
  plan.arena_bytes = 192;
  plan.weight_bytes = 64;
  const Operand x = Arena({4}, 0);
  const Operand sum = Arena({4}, 64);
  const Operand y = Arena({4}, 128);
  const Operand w = {{DType::kFloat32, {4}}, Section::kWeights, 0};
  plan.inputs = {{"x", x}};
  plan.outputs = {{"y", y}};
  plan.steps = {{Add{}, {x, w}, {sum}, "add"}, {Relu{}, {sum}, {y}, "relu"}};
  plan.metadata = {{"burin", "test"}};
  return plan;
}

const std::vector<std::byte> kWeights(64, std::byte{0});

std::string Refusal(const Plan& plan) {
  const auto result = VerifyPlan(plan, kWeights);
  if (result.ok()) return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::kBadPlate);
  return result.error().message;
}

class PlateTest : public testing::Test {
 protected:
  std::vector<std::byte> GoodFile() {
    EXPECT_TRUE(WritePlate(path_, Small(), kWeights).ok());
    const auto file = ReadFile(path_);
    return {file->span().begin(), file->span().end()};
  }
  ErrorCode CodeOf(ByteSpan bytes) {
    EXPECT_TRUE(WriteFile(path_, bytes, Durability::kNone).ok());
    const auto plate = ReadPlate(path_);
    return plate.ok() ? ErrorCode::kInternal : plate.error().code;
  }

  const TestFolder folder_;
  const std::string path_ = folder_ / "net.plate";
};

TEST_F(PlateTest, ReadsBackWhatItWrote) {
  GoodFile();
  const auto plate = ReadPlate(path_);
  ASSERT_TRUE(plate.ok()) << plate.error().message;
  EXPECT_EQ(plate->plan, Small());
  EXPECT_EQ(plate->weights().size(), 64u);
}

TEST_F(PlateTest, EveryChangedBitIsFound) {
  const std::vector<std::byte> good = GoodFile();
  for (size_t at = 0; at < good.size(); ++at) {
    std::vector<std::byte> bad = good;
    bad[at] ^= std::byte{1} << (at % 8);
    ASSERT_EQ(CodeOf(bad), ErrorCode::kBadPlate) << "byte " << at;
  }
}

TEST_F(PlateTest, EveryCutAndEveryLengtheningIsRefused) {
  std::vector<std::byte> good = GoodFile();
  for (size_t size = 0; size < good.size(); ++size) {
    ASSERT_EQ(CodeOf(ByteSpan(good).first(size)), ErrorCode::kBadPlate);
  }
  good.push_back(std::byte{0});
  EXPECT_EQ(CodeOf(good), ErrorCode::kBadPlate);
}

TEST(DecodePlan, ChangedBytesNeverGoPastTheEnd) {
  const std::vector<std::byte> good = EncodePlan(Small());
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::vector<std::byte> bad = good;
      bad[at] = static_cast<std::byte>(value);
      const auto plan = DecodePlan(bad);
      if (plan.ok()) static_cast<void>(VerifyPlan(*plan, kWeights).ok());
    }
  }
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(DecodePlan(ByteSpan(good).first(size)).ok());
  }
}

std::string DecodeRefusal(const Plan& plan) {
  const auto decoded = DecodePlan(EncodePlan(plan));
  if (decoded.ok()) return "accepted";
  EXPECT_EQ(decoded.error().code, ErrorCode::kBadPlate);
  return decoded.error().message;
}

// The counts cost a file few bytes and a reader many.
TEST(DecodePlan, RefusesMoreItemsThanAPlateMayHave) {
  Plan plan = Small();
  plan.metadata.assign(kMaxMetadata, {});
  EXPECT_EQ(DecodeRefusal(plan), "accepted");
  plan.metadata.emplace_back();
  EXPECT_THAT(DecodeRefusal(plan),
              testing::HasSubstr("257 pairs of metadata, at most 256"));
  plan = Small();
  plan.steps.assign(kMaxSteps, Step{Relu{}, {}, {}, ""});
  EXPECT_EQ(DecodeRefusal(plan), "accepted");
  plan.steps.emplace_back();
  EXPECT_THAT(DecodeRefusal(plan),
              testing::HasSubstr("100001 steps, at most 100000"));
  plan = Small();
  plan.steps = {{Concat{}, std::vector<Operand>(kMaxOperands - 2), {}, ""}};
  EXPECT_EQ(DecodeRefusal(plan), "accepted");
  plan.steps[0].outputs.emplace_back();  // beside the two ports
  EXPECT_THAT(DecodeRefusal(plan), testing::HasSubstr("1 operands, at most 0"));
}

TEST(DecodePlan, CallsAShapeThatIsNoneADamage) {
  Plan plan = Small();
  for (const Dims& dims : {Dims{-1}, Dims{int64_t{1} << 49}}) {
    plan.inputs[0].operand.type.dims = dims;
    EXPECT_NE(DecodeRefusal(plan), "accepted");
  }
}

TEST(VerifyPlan, RefusesWhatDecodePlanWouldNotTake) {
  Plan plan = Small();
  plan.metadata.resize(kMaxMetadata + 1);
  EXPECT_EQ(Refusal(plan), "257 pairs of metadata, at most 256");
  plan = Small();
  plan.steps.resize(kMaxSteps + 1);
  EXPECT_EQ(Refusal(plan), "100001 steps, at most 100000");
  plan = Small();
  plan.steps[0].inputs.resize(kMaxOperands);
  EXPECT_EQ(Refusal(plan), "300005 operands, at most 300000");
}

TEST(VerifyPlan, AcceptsAGoodPlan) { EXPECT_EQ(Refusal(Small()), "accepted"); }

TEST(VerifyPlan, RefusesAReadOrWriteOutsideItsSection) {
  Plan plan = Small();
  plan.arena_bytes = 143;
  EXPECT_NE(Refusal(plan), "accepted");
  plan = Small();
  plan.steps[0].inputs[1].offset = 64;
  EXPECT_NE(Refusal(plan), "accepted");
  plan = Small();
  plan.steps[0].outputs[0].offset = ~uint64_t{63};
  EXPECT_NE(Refusal(plan), "accepted");
}

TEST(VerifyPlan, RefusesBlocksThatNoCallerCouldHold) {
  Plan plan = Small();
  plan.blocks = 3;
  EXPECT_EQ(Refusal(plan), "accepted");
  EXPECT_EQ(WholeType(plan, plan.inputs[0]).dims[0],
            3 * plan.inputs[0].operand.type.dims[0]);
  for (const int64_t blocks : {int64_t{0}, int64_t{-1}, kMaxBlocks + 1}) {
    plan.blocks = blocks;
    EXPECT_NE(Refusal(plan), "accepted");
  }
}

TEST(VerifyPlan, RefusesBlocksOfPortsThatHaveNone) {
  const auto of = [](Dims dims) {
    Plan plan = Small();
    plan.blocks = kMaxBlocks;
    plan.arena_bytes = uint64_t{1} << 24;
    plan.steps.clear();
    plan.inputs = {{"x", Arena(std::move(dims), 0)}};
    plan.outputs = plan.inputs;
    return Refusal(plan);
  };
  EXPECT_EQ(of({4}), "accepted");
  EXPECT_THAT(of({}), testing::HasSubstr("has no dimension"));
  EXPECT_THAT(of({4, 0}), testing::HasSubstr("65536 blocks"));
  EXPECT_THAT(of({1 << 20}), testing::HasSubstr("65536 blocks"));
}

TEST(VerifyPlan, RefusesWritingWeightsOverlapAndMisalignment) {
  Plan plan = Small();
  plan.steps[0].outputs[0].section = Section::kWeights;
  plan.steps[0].outputs[0].offset = 0;
  EXPECT_NE(Refusal(plan), "accepted");
  plan = Small();
  plan.steps[0].outputs[0].offset = 0;
  EXPECT_EQ(Refusal(plan), "step 0 (Add): an output over an input");
  plan = Small();
  plan.steps[0].outputs[0].offset = 68;
  EXPECT_NE(Refusal(plan), "accepted");
}

TEST(VerifyPlan, FindsAnOverlapAmongVeryManyOperands) {
  // Half of what a plate may have are outputs: seconds, were each pair tried.
  constexpr uint64_t kParts = kMaxOperands / 2;
  Plan plan = Small();
  plan.arena_bytes = kAlignment * (kParts + 1);
  plan.steps = {{Split{}, {Arena({4}, 0)}, {}, "split"}};
  for (uint64_t i = 1; i <= kParts; ++i) {
    plan.steps[0].outputs.push_back(Arena({1}, kAlignment * i));
  }
  EXPECT_THAT(Refusal(plan), testing::HasSubstr("outputs, 1 to 65536"));
  plan.steps[0].outputs.back().offset = kAlignment;
  EXPECT_EQ(Refusal(plan), "step 0 (Split): two outputs overlap");
  plan.steps[0].outputs.back().offset = 0;
  EXPECT_EQ(Refusal(plan), "step 0 (Split): an output over an input");
}

TEST(VerifyPlan, RefusesVeryManyPlacesWithoutElements) {
  // Sliding windows over no channels: 2^47 rows of nothing in no memory.
  Unfold op;
  op.kernel = {1, 1};
  op.pads = {0, int64_t{1} << 30, 0, int64_t{1} << 30};
  op.channels_last = true;
  const int64_t rows = (int64_t{1} << 16) * ((int64_t{1} << 31) + 1);
  Plan plan = Small();
  plan.inputs = {{"x", Arena({1, 1 << 16, 1, 0}, 0)}};
  plan.outputs = {{"y", Arena({1, rows, 0}, 0)}};
  plan.steps = {
      {op, {plan.inputs[0].operand}, {plan.outputs[0].operand}, "unfold"}};
  EXPECT_EQ(Refusal(plan),
            "port 'y': float32[1x140737488420864x0] is empty, its other "
            "dimensions are 140737488420864 in all, at most 67108864");
  plan.outputs.clear();
  EXPECT_THAT(Refusal(plan), testing::HasSubstr("step 0 (Unfold): float32[1x"));
  std::get<Unfold>(plan.steps[0].op).pads = {0, 0, 0, 0};
  plan.steps[0].outputs = {Arena({1, 1 << 16, 0}, 0)};
  EXPECT_EQ(Refusal(plan), "accepted");
}

TEST(VerifyPlan, RefusesShapesThatTheOpWouldNotMake) {
  Plan plan = Small();
  plan.steps[1].outputs[0].type.dims = {2};
  EXPECT_EQ(Refusal(plan),
            "step 1 (Relu): output 0 is float32[4], float32[2] stated");
  plan = Small();
  plan.steps[0].op = std::monostate{};
  EXPECT_NE(Refusal(plan), "accepted");
}

TEST(VerifyPlan, RefusesTilesWhoseScratchMemoryWouldOverflow) {
  FusedLinear op;
  op.columns = 8;
  op.panel = 8;
  op.tile = {4, int64_t{1} << 31, int64_t{1} << 31, 512};
  Plan plan = Small();
  plan.arena_bytes = 192;
  plan.weight_bytes = 9 * 8 * 4;
  const Operand x = Arena({1, 8}, 0);
  const Operand y = Arena({1, 8}, 64);
  const Operand w = {{DType::kFloat32, {9, 8}}, Section::kWeights, 0};
  plan.inputs = {{"x", x}};
  plan.outputs = {{"y", y}};
  plan.steps = {{op, {x, w, {}}, {y}, "fc"}};
  const std::vector<std::byte> weights(plan.weight_bytes);
  EXPECT_FALSE(VerifyPlan(plan, weights).ok());
  std::get<FusedLinear>(plan.steps[0].op).tile = {4, 64, 8, 512};
  EXPECT_TRUE(VerifyPlan(plan, weights).ok());
}

TEST(PlanHash, SeesStepsAndShapesButNotNamesOrPlaces) {
  Plan other = Small();
  other.steps[0].name = "another";
  other.steps[0].outputs[0].offset = 128;
  other.metadata.clear();
  EXPECT_EQ(PlanHash(other), PlanHash(Small()));
  other.steps[0].op = Sub{};
  EXPECT_NE(PlanHash(other), PlanHash(Small()));
  other = Small();
  other.blocks = 2;
  EXPECT_NE(PlanHash(other), PlanHash(Small()));
}

}  // namespace
}  // namespace burin
