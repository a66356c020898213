// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/mlp/gelu_codes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace burin {
namespace {

constexpr int kGeluRanges = 65;
constexpr float kLeastGeluRange = 0.5f;
constexpr float kMostGeluRange = 128;

constexpr double kTail = 3.2;  // GELU(-3.2) is -0.002

GeluCodes MakeCodes(float range) {
  GeluCodes codes;
  // So many codes below 0 that rounding there costs about as much as above:
  // GELU's slope is 0.5 at 0, 0.3 at -0.25 and at most 0.13 from -0.5 on.
  const double share = std::clamp(1.3 / static_cast<double>(range), 0.08, 0.8);
  const int zero = static_cast<int>(std::round(255 * share / (1 + share)));
  const double scale = static_cast<double>(range) / (255 - zero);
  const double slope = std::min(zero * scale / kTail, 32767.0 / 32768.0);
  codes.scale = static_cast<float>(scale);
  codes.steps = static_cast<float>(1 / scale);
  codes.zero = static_cast<int16_t>(zero);
  codes.slope = static_cast<int16_t>(std::round(slope * 32768));
  const double rounded_slope = codes.slope / 32768.0;
  for (int i = 0; i < 256; ++i) {
    const double t = i < zero ? (i - zero) / rounded_slope : i - zero;
    const double x = t * scale;
    const double gelu = 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    codes.results[i] = static_cast<uint8_t>(
        std::clamp(std::round(gelu / scale) + zero, 0.0, 255.0));
  }
  return codes;
}

std::array<GeluCodes, kGeluRanges> MakeAllCodes() {
  std::array<GeluCodes, kGeluRanges> all;
  float octave = kLeastGeluRange;
  for (int i = 0; i < kGeluRanges; ++i) {
    if (i != 0 && i % 8 == 0) octave *= 2;
    all[static_cast<size_t>(i)] =
        MakeCodes(octave * (1 + static_cast<float>(i % 8) / 8));
  }
  return all;
}

}  // namespace

const GeluCodes* AllGeluCodes() noexcept {
  static const auto all = MakeAllCodes();
  return all.data();
}

RowGeluCodes GeluCodesFor(const GeluCodes* all, float most) noexcept {
  constexpr int kShift = 20;  // leaves the exponent and three bits more
  constexpr uint32_t kFirst =
      std::bit_cast<uint32_t>(kLeastGeluRange) >> kShift;
  if (!(most <= kMostGeluRange)) {
    const GeluCodes& codes = all[kGeluRanges - 1];
    const float scale = most / static_cast<float>(255 - codes.zero);
    return {&codes, scale, 1 / scale};
  }
  const uint32_t up =
      (std::bit_cast<uint32_t>(most) + (1u << kShift) - 1) >> kShift;
  const GeluCodes& codes = all[up > kFirst ? up - kFirst : 0];
  return {&codes, codes.scale, codes.steps};
}

}  // namespace burin
