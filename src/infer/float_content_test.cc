// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/float_content.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace burin {
namespace {

ByteSpan Bytes(const auto& values) { return std::as_bytes(std::span(values)); }

TEST(LooksLikeFloats, KnowsNormalizedPixels) {
  std::vector<float> values;
  for (int i = 0; i < 256; ++i) {
    values.push_back((static_cast<float>(i) / 255 - 0.485f) / 0.229f);
  }
  EXPECT_TRUE(LooksLikeFloats(Bytes(values)));
  values[7] = 0;
  EXPECT_TRUE(LooksLikeFloats(Bytes(values)));
  values[9] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(LooksLikeFloats(Bytes(values)));
}

TEST(LooksLikeFloats, KnowsBytes) {
  std::vector<uint8_t> pixels(4096);
  std::minstd_rand random(1);
  for (uint8_t& pixel : pixels) pixel = static_cast<uint8_t>(random());
  EXPECT_FALSE(LooksLikeFloats(Bytes(pixels)));
  for (size_t i = 0; i < pixels.size(); ++i) {  // a slow ramp
    pixels[i] = static_cast<uint8_t>(i / 16);
  }
  EXPECT_FALSE(LooksLikeFloats(Bytes(pixels)));
  // One colour, even one whose bytes are those of a float.
  for (const int grey : {0, 7, 63, 64, 255}) {
    pixels.assign(4096, static_cast<uint8_t>(grey));
    EXPECT_FALSE(LooksLikeFloats(Bytes(pixels))) << grey;
  }
}

TEST(LooksLikeFloats, JudgesNothingByAFewBytes) {
  const std::vector<float> few = {0.5f, 1.5f};
  EXPECT_FALSE(LooksLikeFloats(Bytes(few)));
}

}  // namespace
}  // namespace burin
