// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/encode_jpeg.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "vision/decode.h"

namespace burin {
namespace {

Image Ramp(int width, int height) {
  Image image;
  EXPECT_TRUE(image.Reset(width, height).ok());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.row(y)[3 * x] = static_cast<uint8_t>(2 * x);
      image.row(y)[3 * x + 1] = static_cast<uint8_t>(3 * y);
      image.row(y)[3 * x + 2] = 90;
    }
  }
  return image;
}

int LargestDifference(const Image& a, const Image& b) {
  int largest = 0;
  for (int y = 0; y < a.height; ++y) {
    for (int i = 0; i < 3 * a.width; ++i) {
      largest = std::max(largest, std::abs(a.row(y)[i] - b.row(y)[i]));
    }
  }
  return largest;
}

TEST(EncodeJpeg, KeepsThePictureRoughly) {
  const Image image = Ramp(61, 45);
  for (const bool halve : {false, true}) {
    const auto bytes =
        EncodeJpeg(image, {.quality = 95, .halve_chroma = halve});
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const Result<Image> back = DecodeImage(*bytes);
    ASSERT_TRUE(back.ok()) << back.error().message;
    ASSERT_EQ(back->width, 61);
    ASSERT_EQ(back->height, 45);
    EXPECT_LE(LargestDifference(image, *back), 12);
  }
}

TEST(EncodeJpeg, GivesTheSameBytesAgain) {
  const Image image = Ramp(20, 30);
  EXPECT_EQ(*EncodeJpeg(image, {}), *EncodeJpeg(image, {}));
}

TEST(EncodeJpeg, RefusesAPictureWiderThanJpegAllows) {
  Image image;
  ASSERT_TRUE(image.Reset(65501, 1).ok());
  const auto bytes = EncodeJpeg(image, {});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().message,
            "jpeg: maximum supported image dimension is 65500 pixels");
}

}  // namespace
}  // namespace burin
