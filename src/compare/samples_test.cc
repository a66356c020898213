// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compare/samples.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/byte_cursor.h"
#include "base/test_folder.h"

namespace burin {
namespace {

std::vector<TensorInfo> ImageInput(int64_t batch, int64_t size) {
  return {{"in",
           "float32",
           {batch, 3, size, size},
           static_cast<size_t>(batch * 3 * size * size) * sizeof(float)}};
}

std::vector<float> Batch(const Samples& samples, size_t b) {
  const BatchBuffers buffers = *samples.Allocate();
  const auto read = samples.Read(b, buffers);
  EXPECT_TRUE(read.ok()) << read.error().message;
  const std::span<std::byte> bytes = buffers.spans()[0];
  std::vector<float> out(bytes.size() / sizeof(float));
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

// `count` files of one sample whose elements are the number of the file.
void WriteNumbered(const TestFolder& folder, int count, size_t floats) {
  for (int i = 0; i < count; ++i) {
    const std::vector<float> values(floats, static_cast<float>(i));
    folder.Write(StrCat(i, ".bin"), AsText(std::as_bytes(std::span(values))));
  }
}

TEST(Samples, BuiltInImagesAreOfImagesRangeAndDiffer) {
  const Samples samples = *Samples::Open({}, ImageInput(2, 32));
  const std::vector<float> first = Batch(samples, 0);
  EXPECT_EQ(first, Batch(samples, 0));
  EXPECT_NE(first, Batch(samples, 1));
  const size_t half = first.size() / 2;
  EXPECT_FALSE(
      std::equal(first.begin(), first.begin() + half, first.begin() + half));
  for (const float v : first) EXPECT_LT(std::fabs(v), 2.7f);
  EXPECT_TRUE(samples.built_in());
}

TEST(Samples, ABuiltInImageIsTheSameInAnyBatch) {
  const std::vector<float> two = Batch(*Samples::Open({}, ImageInput(2, 8)), 1);
  const std::vector<float> one = Batch(*Samples::Open({}, ImageInput(1, 8)), 3);
  EXPECT_TRUE(std::equal(one.begin(), one.end(), two.begin() + one.size()));
}

TEST(Samples, PixelsAreTheBuiltInImagesInBytes) {
  const std::vector<float> image =
      Batch(*Samples::Open({}, ImageInput(1, 16)), 0);
  const Samples samples = *Samples::Open(
      {}, {{"in", "uint8", {2, 16, 16, 3}, size_t{2 * 16 * 16 * 3}}});
  const BatchBuffers buffers = *samples.Allocate();
  ASSERT_TRUE(samples.Read(0, buffers).ok());
  const std::span<std::byte> bytes = buffers.spans()[0];
  constexpr float kMean[] = {0.485f, 0.456f, 0.406f};
  constexpr float kDeviation[] = {0.229f, 0.224f, 0.225f};
  for (size_t i = 0; i < 16 * 16 * 3; ++i) {
    const float value = image[i % 3 * 256 + i / 3];
    const float byte = (value * kDeviation[i % 3] + kMean[i % 3]) * 255;
    EXPECT_NEAR(static_cast<float>(bytes[i]), byte, 0.501f) << i;
  }
}

TEST(Samples, FilesAreThinnedAtEqualDistances) {
  const TestFolder folder;
  WriteNumbered(folder, 10, 3 * 2 * 2);
  const auto samples =
      Samples::Open({.spec = folder.path(), .most = 4}, ImageInput(3, 2));
  ASSERT_TRUE(samples.ok()) << samples.error().message;
  EXPECT_EQ(samples->count(), 4u);
  EXPECT_EQ(samples->InBatch(0, 512), 3u);
  EXPECT_EQ(samples->InBatch(1, 512), 1u);
  EXPECT_EQ(samples->InBatch(2, 512), 0u);
  EXPECT_EQ(samples->InBatch(0, 2), 2u);
  const std::vector<float> first = Batch(*samples, 0);
  EXPECT_EQ(first[0], 0);
  EXPECT_EQ(first[12], 2);
  EXPECT_EQ(first[24], 5);
  EXPECT_EQ(Batch(*samples, 1)[0], 7);
}

TEST(Samples, AMissingFolderIsNamed) {
  const auto samples = Samples::Open({.spec = "/none/here"}, ImageInput(1, 8));
  ASSERT_FALSE(samples.ok());
  EXPECT_NE(samples.error().message.find("/none/here"), std::string::npos);
}

}  // namespace
}  // namespace burin
