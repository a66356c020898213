// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/grouping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/file.h"
#include "base/test_folder.h"
#include "formats/npy.h"
#include "tensor/tensor.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TensorInfo Info(int64_t batch, std::vector<int64_t> sample,
                std::string dtype = "float32") {
  TensorInfo info{"input", std::move(dtype), {batch}, 0};
  info.shape.insert(info.shape.end(), sample.begin(), sample.end());
  info.bytes = static_cast<size_t>(ElementCount(info.shape)) *
               ElementSize(*DTypeFromName(info.dtype));
  return info;
}

class Group : public testing::Test {
 protected:
  // A .bin of `floats` values first, first + 1, ...
  std::string Bin(const std::string& name, size_t floats, float first = 0) {
    std::vector<float> values(floats);
    std::iota(values.begin(), values.end(), first);
    const std::string path = folder_ / name;
    EXPECT_TRUE(WriteFile(path, std::as_bytes(std::span(values))).ok());
    return path;
  }
  template <typename T>
  std::string Npy(const std::string& name, Dims dims) {
    const std::string path = folder_ / name;
    const Tensor tensor =
        std::move(Tensor::Allocate(DTypeOf<T>::value, std::move(dims))).value();
    EXPECT_TRUE(WriteNpy(path, tensor.view()).ok());
    return path;
  }
  const TestFolder folder_;
};

TEST_F(Group, RefusesFloatsWhereFourSamplesOfBytesWouldBeAsLong) {
  const TensorInfo info = Info(4, {8, 8, 3}, "uint8");
  const auto floats =
      GroupFiles({{Bin("floats.bin", 8 * 8 * 3, 0.5f)}}, std::span(&info, 1));
  ASSERT_FALSE(floats.ok());
  EXPECT_EQ(floats.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(floats.error().message,
              HasSubstr("floats.bin: holds float32 numbers, as many as 1 "));
  const TensorInfo large = Info(8, {8, 8, 3}, "uint8");
  const auto two =
      GroupFiles({{Bin("two.bin", 2 * 8 * 8 * 3)}}, std::span(&large, 1));
  ASSERT_FALSE(two.ok());
  EXPECT_THAT(two.error().message,
              HasSubstr("two.bin: holds float32 numbers, as many as 2 "));
  std::string pixels;
  for (int i = 0; i < 4 * 8 * 8 * 3; ++i) {
    pixels += static_cast<char>(i * 7 % 251);
  }
  folder_.Write("bytes.bin", pixels);
  const auto bytes = GroupFiles({{folder_ / "bytes.bin"}}, std::span(&info, 1));
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes->samples_per_file, 4);
}

TEST_F(Group, PutsFilesOfOneSampleIntoBatchesAndPadsWithTheFirst) {
  const TensorInfo info = Info(2, {3});
  const auto grouping = GroupFiles(
      {{Bin("a.bin", 3, 0), Bin("b.bin", 3, 10), Bin("c.bin", 3, 20)}},
      std::span(&info, 1));
  ASSERT_TRUE(grouping.ok());
  EXPECT_EQ(grouping->files_per_batch, 2u);
  EXPECT_EQ(grouping->batch_count(), 2u);
  EXPECT_EQ(grouping->files_in_batch(0), 2u);
  EXPECT_EQ(grouping->files_in_batch(1), 1u);
  std::vector<float> batch(6);
  const auto bytes = std::as_writable_bytes(std::span(batch));
  ASSERT_TRUE(ReadBatch(*grouping, 0, 0, bytes).ok());
  EXPECT_THAT(batch, ElementsAre(0, 1, 2, 10, 11, 12));
  ASSERT_TRUE(ReadBatch(*grouping, 1, 0, bytes).ok());
  EXPECT_THAT(batch, ElementsAre(20, 21, 22, 20, 21, 22));
}

TEST_F(Group, TakesFilesOfSeveralSamples) {
  const TensorInfo info = Info(4, {3});
  const auto grouping =
      GroupFiles({{Bin("a.bin", 6), Bin("b.bin", 6)}}, std::span(&info, 1));
  ASSERT_TRUE(grouping.ok());
  EXPECT_EQ(grouping->files_per_batch, 2u);
  EXPECT_EQ(grouping->samples_per_file, 2);
}

TEST_F(Group, NamesEveryFileOfTheWrongSize) {
  const TensorInfo info = Info(1, {3});
  const auto grouping =
      GroupFiles({{Bin("bad0.bin", 2), Bin("a.bin", 3), Bin("b.bin", 3),
                   Bin("bad1.bin", 4), Bin("bad2.bin", 0)}},
                 std::span(&info, 1));
  ASSERT_FALSE(grouping.ok());
  EXPECT_EQ(grouping.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(grouping.error().message,
            "bad0.bin: 8 bytes, 12 expected (1x3 float32); "
            "bad1.bin: 16 bytes, 12 expected (1x3 float32); "
            "bad2.bin: 0 bytes, 12 expected (1x3 float32)");
}

TEST_F(Group, CountsTheFilesBeyondTheNamedOnes) {
  const TensorInfo info = Info(1, {3});
  std::vector<std::string> files;
  for (int i = 0; i < 30; ++i) files.push_back(Bin(StrCat("g", i, ".bin"), 3));
  for (int i = 0; i < 25; ++i) files.push_back(Bin(StrCat("b", i, ".bin"), 2));
  const auto grouping = GroupFiles({files}, std::span(&info, 1));
  ASSERT_FALSE(grouping.ok());
  EXPECT_THAT(grouping.error().message, HasSubstr("; and 5 more"));
  EXPECT_THAT(grouping.error().message, Not(HasSubstr("b20.bin")));
}

TEST_F(Group, NamesUnreadableAndMisfittingFilesTogether) {
  const TensorInfo info = Info(1, {3});
  const std::string broken = Bin("broken.npy", 1);
  const auto grouping = GroupFiles(
      {{Bin("a.bin", 3), broken, Bin("b.bin", 2), broken + ".none.bin"}},
      std::span(&info, 1));
  ASSERT_FALSE(grouping.ok());
  EXPECT_EQ(grouping.error().code, ErrorCode::kBadNpy);
  for (const char* name : {"broken.npy:", "b.bin: 8 bytes", ".none.bin"}) {
    EXPECT_THAT(grouping.error().message, HasSubstr(name));
  }
}

TEST_F(Group, NamesEveryFileWhenNoneFits) {
  const TensorInfo info = Info(1, {3});
  const auto grouping =
      GroupFiles({{Bin("a.bin", 2), Bin("b.bin", 5)}}, std::span(&info, 1));
  ASSERT_FALSE(grouping.ok());
  EXPECT_EQ(grouping.error().message,
            "a.bin: 8 bytes, 12 expected (1x3 float32); "
            "b.bin: 20 bytes, 12 expected (1x3 float32)");
}

TEST_F(Group, RefusesHalfSamplesAndFilesLargerThanABatch) {
  const TensorInfo info = Info(2, {4});
  EXPECT_FALSE(GroupFiles({{Bin("a.bin", 2)}}, std::span(&info, 1)).ok());
  EXPECT_FALSE(GroupFiles({{Bin("a.bin", 12)}}, std::span(&info, 1)).ok());
}

TEST_F(Group, TakesAFileOfNothingForAnInputWithoutElements) {
  for (const TensorInfo& info : {Info(2, {0, 4}), Info(0, {4})}) {
    const auto grouping = GroupFiles({{Bin("a.bin", 0)}}, std::span(&info, 1));
    ASSERT_TRUE(grouping.ok()) << grouping.error().message;
    EXPECT_EQ(grouping->files_per_batch, 1u);
    EXPECT_TRUE(ReadBatch(*grouping, 0, 0, {}).ok());
    EXPECT_FALSE(GroupFiles({{Bin("a.bin", 1)}}, std::span(&info, 1)).ok());
  }
}

TEST_F(Group, ChecksElementTypeAndShapeOfNpy) {
  const TensorInfo info = Info(2, {3, 4});
  const auto try_one = [&](const std::string& path) {
    return GroupFiles({{path}}, std::span(&info, 1));
  };
  EXPECT_TRUE(try_one(Npy<float>("a.npy", {3, 4})).ok());
  EXPECT_TRUE(try_one(Npy<float>("a.npy", {1, 3, 4})).ok());
  EXPECT_TRUE(try_one(Npy<float>("a.npy", {2, 3, 4})).ok());
  EXPECT_EQ(try_one(Npy<float>("a.npy", {4, 3})).error().message,
            "a.npy: 4x3 float32, 1x3x4 float32 expected");
  EXPECT_EQ(try_one(Npy<int32_t>("a.npy", {3, 4})).error().message,
            "a.npy: 3x4 int32, 1x3x4 float32 expected");
}

TEST_F(Group, ChecksEveryInputAgainstItsOwnShape) {
  const TensorInfo infos[] = {Info(2, {3}), Info(2, {5})};
  EXPECT_TRUE(GroupFiles({{Bin("a.bin", 3)}, {Bin("b.bin", 5)}}, infos).ok());
  const auto wrong = GroupFiles({{Bin("a.bin", 3)}, {Bin("b.bin", 3)}}, infos);
  EXPECT_EQ(wrong.error().message,
            "b.bin: 12 bytes, 20 expected (1x5 float32)");
}

TEST_F(Group, ReadsArraysOfEitherByteOrder) {
  const TensorInfo info = Info(1, {2});
  const float values[] = {1.5f, -2};
  const Tensor tensor =
      Tensor::Of<float>({1, 2}, std::span<const float>(values));
  ASSERT_TRUE(WriteNpy(folder_ / "little.npy", tensor.view()).ok());
  std::string text(AsText(ReadFile(folder_ / "little.npy")->span()));
  text[text.find('<')] = '>';
  for (size_t end = text.size(); end > text.size() - 8; end -= 4) {
    std::reverse(text.begin() + end - 4, text.begin() + end);
  }
  folder_.Write("big.npy", text);
  for (const char* name : {"little.npy", "big.npy"}) {
    const auto grouping = GroupFiles({{folder_ / name}}, std::span(&info, 1));
    ASSERT_TRUE(grouping.ok()) << grouping.error().message;
    std::vector<float> batch(2);
    ASSERT_TRUE(
        ReadBatch(*grouping, 0, 0, std::as_writable_bytes(std::span(batch)))
            .ok());
    EXPECT_THAT(batch, ElementsAre(1.5f, -2)) << name;
  }
}

TEST_F(Group, SaysWhichFileChangedWhileTheRunWentOn) {
  const TensorInfo info = Info(1, {3});
  const std::string path = Bin("a.bin", 3);
  const auto grouping = GroupFiles({{path}}, std::span(&info, 1));
  ASSERT_TRUE(grouping.ok());
  std::vector<float> batch(3);
  for (const size_t floats : {2, 4}) {
    Bin("a.bin", floats);
    const auto read =
        ReadBatch(*grouping, 0, 0, std::as_writable_bytes(std::span(batch)));
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().message,
                HasSubstr(StrCat(4 * floats, " bytes now, 12 when")));
  }
}

}  // namespace
}  // namespace burin
