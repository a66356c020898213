// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints that PyTorch and safetensors wrote (tests/data), and small ones
// made in memory.

#include "formats/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/byte_cursor.h"
#include "base/test_folder.h"
#include "formats/test_files.h"

namespace burin {
namespace {

using namespace testing_files;
using testing::ElementsAre;
using testing::StartsWith;

std::string Hex(const Tensor& tensor) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (size_t i = 0; i < tensor.bytes(); ++i) {
    const unsigned byte = static_cast<unsigned>(tensor.data()[i]);
    out += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out.empty() ? "-" : out;
}

std::string Describe(const NamedTensor& t) {
  return StrCat(t.name, " ", DTypeName(t.tensor.dtype()), " ",
                DimsText(t.tensor.dims()), " ", Hex(t.tensor));
}

struct Expected {
  std::string file, container, chosen;
  std::vector<std::string> tensors;
};

std::vector<Expected> ReadExpected(const std::string& folder) {
  std::ifstream file(folder + "expected.txt");
  std::vector<Expected> out;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string tag, name, container, chosen;
    words >> tag >> name >> container >> chosen;
    if (tag == "file") {
      out.push_back({name, container, chosen == "-" ? "" : chosen, {}});
    } else {
      out.back().tensors.push_back(line);
    }
  }
  return out;
}

TEST(Checkpoint, ReadsWhatPytorchReads) {
  const std::string folder = BURIN_TEST_DATA "/checkpoints/";
  const std::vector<Expected> all = ReadExpected(folder);
  ASSERT_EQ(all.size(), 6u);
  for (const Expected& expected : all) {
    const auto read = ReadCheckpoint(folder + expected.file);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->container, expected.container) << expected.file;
    EXPECT_EQ(read->chosen, expected.chosen) << expected.file;
    std::vector<std::string> got;
    for (const NamedTensor& t : read->tensors) {
      got.push_back(Describe(t));
      EXPECT_EQ(read->Find(t.name), &t.tensor);
    }
    if (expected.container == "safetensors") {  // has its own order
      EXPECT_THAT(got, testing::UnorderedElementsAreArray(expected.tensors));
    } else {
      EXPECT_EQ(got, expected.tensors) << expected.file;
    }
    EXPECT_EQ(read->Find("no such tensor"), nullptr);
  }
}

TEST(Checkpoint, ReadsTheSameFromEveryContainer) {
  for (const std::string& file : {TinyZip(), TinyLegacy(), TinySafetensors()}) {
    const auto read = ParseCheckpoint(AsBytes(file));
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read->tensors.size(), 2u);
    EXPECT_EQ(read->tensors[0].name, "weight");
    EXPECT_EQ(read->Find("weight")->dims(), (Dims{2, 2}));
    EXPECT_THAT(read->Find("weight")->Span<float>(), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(read->Find("bias")->Span<float>(), ElementsAre(5, 6));
  }
}

// A zip whose object is `body`, with storage "0" = 1 2 3 4.
Result<Checkpoint> Parse(const std::string& body) {
  return ParseCheckpoint(
      AsBytes(MakeTorchZip(body, {{"0", Floats({1, 2, 3, 4})}})));
}

std::string One(int64_t offset) {
  return pk::TensorV2(pk::Storage("FloatStorage", "0", 4), offset, {1}, {1});
}

TEST(Checkpoint, ChoosesTheDictThatTheTrainersMean) {
  using pk::Dict;
  const auto dict = [](int64_t i) { return Dict({{"w", One(i)}}); };
  const auto chosen = [](const std::string& body) {
    const auto read = Parse(body);
    if (!read.ok()) return read.error().message;
    return StrCat(read->chosen, " ",
                  static_cast<int>(read->Find("w")->Span<float>()[0]));
  };
  EXPECT_EQ(chosen(Dict({{"model_ema", dict(0)},
                         {"state_dict", dict(1)},
                         {"model", dict(2)},
                         {"state_dict_ema", dict(3)}})),
            "state_dict_ema 4");
  EXPECT_EQ(chosen(Dict({{"model_ema", dict(0)},
                         {"state_dict", dict(1)},
                         {"model", dict(2)}})),
            "model 3");
  EXPECT_EQ(chosen(Dict({{"model_ema", dict(0)}, {"state_dict", dict(1)}})),
            "state_dict 2");
  EXPECT_EQ(chosen(Dict({{"x", "N"}, {"model_ema", dict(0)}})), "model_ema 1");
  EXPECT_EQ(chosen(dict(0)), " 1");
  EXPECT_EQ(chosen(Dict({{"model", pk::Str("name")}, {"w", One(2)}})), " 3");
  EXPECT_EQ(chosen(Dict({{"model", pk::List({"N", One(0)})}, {"w", One(1)}})),
            " 2");
  EXPECT_EQ(chosen(Dict({{"model", "}"}, {"state_dict", dict(1)}})),
            "state_dict 2");
}

TEST(Checkpoint, LeavesOutWhatIsNoTensorAndTheModulePrefix) {
  const auto read =
      Parse(pk::Dict({{"module.w", One(0)},
                      {"version", pk::Int(3)},
                      {"extra", pk::Call(pk::Global("os", "system"), ")")},
                      {"modules.v", One(1)}}));
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->tensors.size(), 2u);
  EXPECT_EQ(read->tensors[0].name, "w");
  EXPECT_EQ(read->tensors[1].name, "modules.v");
  EXPECT_THAT(read->skipped, ElementsAre("version", "extra"));
}

TEST(Checkpoint, ReadsStridesOffsetsAndRepeats) {
  const std::string storage = pk::Storage("FloatStorage", "0", 4);
  const auto read =
      Parse(pk::Dict({{"t", pk::TensorV2(storage, 0, {2, 2}, {1, 2})},
                      {"tail", pk::TensorV2(storage, 2, {2}, {1})},
                      {"step", pk::TensorV2(storage, 1, {1, 2, 1}, {9, 2, 7})},
                      {"repeat", pk::TensorV2(storage, 3, {3}, {0})},
                      {"empty", pk::TensorV2(storage, 9, {0, 5}, {5, 1})},
                      {"scalar", pk::TensorV2(storage, 1, {}, {})}}));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(read->Find("t")->Span<float>(), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(read->Find("tail")->Span<float>(), ElementsAre(3, 4));
  EXPECT_THAT(read->Find("step")->Span<float>(), ElementsAre(2, 4));
  EXPECT_THAT(read->Find("repeat")->Span<float>(), ElementsAre(4, 4, 4));
  EXPECT_EQ(read->Find("empty")->dims(), (Dims{0, 5}));
  EXPECT_EQ(read->Find("scalar")->dims(), Dims{});
}

TEST(Checkpoint, ReadsParametersAndPlainRebuilds) {
  const std::string storage = pk::Storage("FloatStorage", "0", 4);
  const std::string args =
      pk::Tuple({storage, pk::Int(1), pk::Ints({2}), pk::Ints({1})});
  const std::string parameter =
      pk::Call(pk::Global("torch._utils", "_rebuild_parameter"),
               pk::Tuple({One(3), "\x88", "N"}));
  const auto read = Parse(pk::Dict(
      {{"plain", pk::Call(pk::Global("torch._utils", "_rebuild_tensor"), args)},
       {"parameter", parameter},
       {"state",
        pk::Call(pk::Global("torch._utils", "_rebuild_parameter_with_state"),
                 pk::Tuple({One(2), "\x88", "N", "}"}))}}));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(read->Find("plain")->Span<float>(), ElementsAre(2, 3));
  EXPECT_THAT(read->Find("parameter")->Span<float>(), ElementsAre(4));
  EXPECT_THAT(read->Find("state")->Span<float>(), ElementsAre(3));
}

TEST(Checkpoint, ReadsDeflatedEntries) {
  const std::string body = pk::Dict({{"w", One(3)}});
  const TestZip zip = MakeZip({{"x/data.pkl", pk::Whole(body), true, true},
                               {"x/data/0", Floats({1, 2, 3, 4}), true}});
  const auto read = ParseCheckpoint(AsBytes(zip.bytes));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(read->Find("w")->Span<float>(), ElementsAre(4));
}

TEST(Checkpoint, MakesBoolsZeroOrOne) {
  const auto read = ParseCheckpoint(AsBytes(MakeTorchZip(
      pk::Dict({{"b", pk::TensorV2(pk::Storage("BoolStorage", "0", 3), 0, {3},
                                   {1})}}),
      {{"0", std::string("\x00\x02\xff", 3)}})));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(Hex(read->tensors[0].tensor), "000101");
}

TEST(Checkpoint, ErrorsOfAFileStartWithItsPath) {
  const TestFolder folder;
  const std::string path = folder / "net.pth";
  folder.Write("net.pth", "nonsense");
  const auto read = ReadCheckpoint(path);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kBadCheckpoint);
  EXPECT_THAT(read.error().message, StartsWith(path + ": "));
  EXPECT_EQ(ReadCheckpoint(path + ".none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace burin
