// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See int8.h.

#include "base/int8.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace burin {
namespace {

template <typename Float>
void RoundRow(std::span<Float> row) {
  Float low = 0;
  Float high = 0;
  bool finite = true;
  for (const Float x : row) {
    low = std::min(low, x);
    high = std::max(high, x);
    finite = finite && std::isfinite(x);
  }
  if (!finite) {
    std::ranges::fill(row, std::numeric_limits<Float>::quiet_NaN());
    return;
  }
  const Float scale = (high - low) / 255;
  if (scale == 0) {
    std::ranges::fill(row, Float{0});
    return;
  }
  const Float zero = std::nearbyint(-low / scale);
  for (Float& x : row) {
    const Float step = std::nearbyint(x / scale) + zero;
    x = scale * (std::clamp(step, Float{0}, Float{255}) - zero);
  }
}

}  // namespace

float Int8WeightScale(const float* w, int64_t k, int64_t stride) noexcept {
  float most = 0;
  float finite = 0;  // or NaN
  for (int64_t i = 0; i < k; ++i) {
    most = std::max(most, std::abs(w[i * stride]));
    finite += w[i * stride] * 0.0f;
  }
  return most / 127 + finite;
}

int Int8Weight(float w, float scale) noexcept {
  if (!(scale > 0)) return 0;
  return static_cast<int>(
      std::clamp(std::nearbyint(w / scale), -127.0f, 127.0f));
}

void RoundRowToInt8(std::span<float> row) noexcept { RoundRow(row); }
void RoundRowToInt8(std::span<double> row) noexcept { RoundRow(row); }

}  // namespace burin
