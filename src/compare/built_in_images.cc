// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See built_in_images.h.

#include "compare/built_in_images.h"

#include <algorithm>
#include <vector>

namespace burin {
namespace {

constexpr float kMean[] = {0.485f, 0.456f, 0.406f};
constexpr float kDeviation[] = {0.229f, 0.224f, 0.225f};

// An integer hash (Wellons' lowbias32) as a float in [0, 1).
float Noise(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return static_cast<float>(x >> 8) / (1 << 24);
}

// Noise at the corners of a grid of `cell` pixels, straight lines between.
float SmoothNoise(uint32_t seed, int64_t y, int64_t x, int64_t cell) {
  const auto corner = [&](int64_t i, int64_t j) {
    return Noise(seed + static_cast<uint32_t>(i) * 7919u +
                 static_cast<uint32_t>(j) * 104729u);
  };
  const int64_t i = y / cell, j = x / cell;
  const float fy = static_cast<float>(y % cell) / static_cast<float>(cell);
  const float fx = static_cast<float>(x % cell) / static_cast<float>(cell);
  const float top = corner(i, j) + fx * (corner(i, j + 1) - corner(i, j));
  const float low =
      corner(i + 1, j) + fx * (corner(i + 1, j + 1) - corner(i + 1, j));
  return top + fy * (low - top);
}

}  // namespace

void DrawBuiltInImage(uint32_t index, int64_t height, int64_t width,
                      std::span<float> out) {
  const uint32_t seed = index * 2654435761u + 1;
  for (uint32_t c = 0; c < 3; ++c) {
    const uint32_t own = seed + c * 40503u;
    const float level = Noise(own), down = Noise(own + 1) - 0.5f,
                right = Noise(own + 2) - 0.5f;
    float* to = out.data() + static_cast<int64_t>(c) * height * width;
    for (int64_t y = 0; y < height; ++y) {
      const float v = static_cast<float>(y) / static_cast<float>(height) - 0.5f;
      for (int64_t x = 0; x < width; ++x) {
        const float u =
            static_cast<float>(x) / static_cast<float>(width) - 0.5f;
        // The large shapes are gray, as light is; the small ones coloured.
        const float shade = 0.7f * (SmoothNoise(seed, y, x, 48) - 0.5f);
        const float spots = 0.4f * (SmoothNoise(own, y, x, 12) - 0.5f);
        const float grain = 0.15f * (SmoothNoise(own + 3, y, x, 3) - 0.5f);
        const float value = std::clamp(
            level + down * v + right * u + shade + spots + grain, 0.f, 1.f);
        *to++ = (value - kMean[c]) / kDeviation[c];
      }
    }
  }
}

void DrawBuiltInPixels(uint32_t index, int64_t height, int64_t width,
                       std::span<uint8_t> out) {
  const auto area = static_cast<size_t>(height * width);
  std::vector<float> image(3 * area);
  DrawBuiltInImage(index, height, width, image);
  for (size_t i = 0; i < out.size(); ++i) {
    const size_t c = i % 3;
    const float value = image[c * area + i / 3] * kDeviation[c] + kMean[c];
    out[i] = static_cast<uint8_t>(std::clamp(value, 0.f, 1.f) * 255 + 0.5f);
  }
}

}  // namespace burin
